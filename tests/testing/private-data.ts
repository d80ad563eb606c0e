/** Kinds of what no log may hold, by how they are looked for. */
export type Kind = "phone" | "code" | "token" | "email" | "text" | "secret" | "address";

/** A line with what it should not hold. */
export interface Finding {
  kind: Kind;
  value: string;
  line: string;
}

/** Fields of requests and answers that hold something private. */
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
  // Of an upload form.
  policy: "secret",
  "x-amz-signature": "secret",
  "x-amz-security-token": "secret",
};

/** Headers of a request that hold something private. */
const HEADERS: Readonly<Record<string, Kind>> = {
  authorization: "token",
  cookie: "token",
  "x-forwarded-for": "address",
};

/** Of a long text so much is looked for, so that one that was cut off is found too. In characters. */
const LONGEST = 100;

/** Everything private that was sent, received or set up, and the search for it in lines of logs. */
export class PrivateData {
  readonly #values = new Map<string, Kind>();

  /** How much is known that could be found. */
  get size(): number {
    return this.#values.size;
  }

  /** Notes something. What is too short or too common to be told from other text is left out. */
  note(kind: Kind, value: string): void {
    for (const form of forms(kind, value)) this.#values.set(form, kind);
  }

  /** Notes what headers tell of the caller: tokens and keys that are good or not, and addresses. */
  noteHeaders(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      const kind = HEADERS[name.toLowerCase()];
      if (kind === undefined) continue;
      for (const part of value.split(/[ ,=]+/)) this.note(kind, part);
    }
  }

  /** Notes what a body of a request or an answer holds, by the names of its fields. Of what is no JSON, the numbers. */
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

  /** What lines hold of it. */
  findIn(lines: readonly string[]): Finding[] {
    const text = lines.join("\n");
    const suspects = [...this.#values].filter(suspected(text));
    return suspects.flatMap(([value, kind]) =>
      lines.filter((line) => suspected(line)([value, kind])).map((line) => ({ kind, value, line })),
    );
  }
}

/** What is looked for when a value is noted: its parts and other ways to write it. */
function forms(kind: Kind, value: string): string[] {
  switch (kind) {
    case "phone": {
      const digits = value.replace(/\D/g, "");
      return digits.length < 7 ? [] : [digits];
    }
    case "code":
      return /^\d{6}$/.test(value) ? [value] : [];
    case "token":
      // The parts of a token are as private as the whole; the header is the same in all, and a session's id is none.
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

/** A search of one text: prepared once, for each kind as it may be written. */
function suspected(text: string): (entry: readonly [value: string, kind: Kind]) => boolean {
  const plain = unescaped(text);
  const lower = plain.toLowerCase();
  // Neither lines and columns of a stack trace nor parts of longer numbers are codes.
  const spoken = plain.replace(/:\d+:\d+\b/g, "");
  // "+852 (9123) 4567" and "852-9123-4567" are "85291234567".
  const joined = spoken.replace(/(?<=\d)[ ().+-]+(?=\d)/g, "");
  const numbers = new Set(
    [spoken, joined].flatMap((of) => of.match(/(?<![\da-zA-Z])\d{6,}(?![\da-zA-Z])/g) ?? []),
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

/** JSON in JSON has its escapes doubled; what is looked for has none. */
function unescaped(text: string): string {
  return text
    .replace(/\\+u([\da-fA-F]{4})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\+(["/])/g, "$1")
    .normalize("NFC");
}

/** What the calls of a test file have sent and received. */
export const seen = new PrivateData();
