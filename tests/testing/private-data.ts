import type { Observer } from "../../functions/shared/api-client";

/** Kinds of private data that no log may contain. Each is searched in its own way. */
export type Kind = "phone" | "code" | "token" | "email" | "text" | "secret" | "address";

/** A line that contains private data. */
export interface Finding {
  kind: Kind;
  value: string;
  line: string;
}

/** Fields of requests and answers with private data. */
const FIELDS: Readonly<Record<string, Kind>> = {
  phoneNumber: "phone",
  code: "code",
  accessToken: "token",
  refreshToken: "token",
  email: "email",
  name: "text",
  fullName: "text",
  bio: "text",
  reason: "text",
  teacherName: "text",
  // Fields of an upload form.
  policy: "secret",
  "x-amz-signature": "secret",
  "x-amz-security-token": "secret",
};

/** Headers of requests with private data. */
const HEADERS: Readonly<Record<string, Kind>> = {
  authorization: "token",
  cookie: "token",
  "x-forwarded-for": "address",
};

/** Only the beginning of a long text is searched, so that a truncated one is found too. Characters. */
const LONGEST = 100;

/** Private data that a test has sent, received or set up, and the search for it in log lines. */
export class PrivateData implements Observer {
  readonly #values = new Map<string, Kind>();

  /** How many values are searched for. */
  get size(): number {
    return this.#values.size;
  }

  /** Notes a value. Values that are too short to be distinguished from other text are ignored. */
  note(kind: Kind, value: string): void {
    for (const form of forms(kind, value)) this.#values.set(form, kind);
  }

  request(headers: Readonly<Record<string, string>>, body: unknown): void {
    this.noteHeaders(headers);
    this.noteBody(body);
  }

  answer(body: unknown): void {
    this.noteBody(body);
  }

  /** Notes tokens, valid or not, and addresses in headers. */
  noteHeaders(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      const kind = HEADERS[name.toLowerCase()];
      if (kind === undefined) continue;
      for (const part of value.split(/[ ,=]+/)) this.note(kind, part);
    }
  }

  /** Notes the private fields of a body. In a body that is a string, only phone numbers. */
  noteBody(body: unknown): void {
    if (typeof body === "string") {
      for (const [number] of body.matchAll(/\+\d{7,}/g)) this.note("phone", number);
    }
    if (typeof body !== "object" || body === null) return;
    for (const [field, value] of Object.entries(body)) {
      if (typeof value === "object") this.noteBody(value);
      const kind = FIELDS[field];
      if (kind !== undefined && typeof value === "string") this.note(kind, value);
    }
  }

  /** Finds the noted values in lines. */
  findIn(lines: readonly string[]): Finding[] {
    const text = lines.join("\n");
    const suspects = [...this.#values].filter(suspected(text));
    return suspects.flatMap(([value, kind]) =>
      lines.filter((line) => suspected(line)([value, kind])).map((line) => ({ kind, value, line })),
    );
  }
}

/** The strings to search for: parts of a value and other ways to write it. */
function forms(kind: Kind, value: string): string[] {
  switch (kind) {
    case "phone": {
      const digits = value.replace(/\D/g, "");
      return digits.length < 7 ? [] : [digits];
    }
    case "code":
      return /^\d{6}$/.test(value) ? [value] : [];
    case "token":
      // Each part of a token is private, except for the first: the header of a JWT, or the session id of a refresh token.
      return value.split(".").filter((part, i) => i > 0 && part.length >= 16);
    case "email":
      return value.includes("@") ? [value.toLowerCase()] : [];
    case "secret": {
      const bytes = Buffer.from(value, "base64url");
      const isKey = bytes.length >= 32 && bytes.toString("base64url") === value;
      return isKey ? [value, bytes.toString("base64"), bytes.toString("hex")] : [value];
    }
    case "text": {
      const text = value.normalize("NFC").trim().slice(0, LONGEST);
      return Array.from(text).length >= 4 || /[^\0-\x7f]/.test(text) ? [text] : [];
    }
    case "address":
      return [value];
  }
}

/** Prepares a search of one text. */
function suspected(text: string): (entry: readonly [value: string, kind: Kind]) => boolean {
  const plain = unescaped(text);
  const lower = plain.toLowerCase();
  // Lines and columns of a stack trace are not codes.
  const numeric = plain.replace(/:\d+:\d+\b/g, "");
  // "+852 (9123) 4567" and "852-9123-4567" are "85291234567".
  const joined = numeric.replace(/(?<=\d)[ ().+-]+(?=\d)/g, "");
  const numbers = new Set(
    [numeric, joined].flatMap((of) => of.match(/(?<![\da-zA-Z])\d{6,}(?![\da-zA-Z])/g) ?? []),
  );
  const addresses = new Set(plain.match(/(?<!\d)\d+(?:\.\d+){3}(?!\d)/g));
  return ([value, kind]) => {
    switch (kind) {
      case "phone":
        if (numbers.has(value) || numbers.has(value.slice(-8))) return true;
        return value.length >= 10 && joined.includes(value);
      case "code":
        return numbers.has(value);
      case "email":
        return lower.includes(value);
      case "token":
      case "secret":
      case "text":
        return plain.includes(value);
      case "address":
        return addresses.has(value);
    }
  };
}

/** Removes escapes, also the doubled ones of JSON within JSON. */
function unescaped(text: string): string {
  return text
    .replace(/\\+u([\da-fA-F]{4})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\+(["/])/g, "$1")
    .normalize("NFC");
}

/** What the API clients of this test file have sent and received. */
export const seen = new PrivateData();
