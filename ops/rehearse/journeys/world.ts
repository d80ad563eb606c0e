import { randomInt } from "node:crypto";

import { routes } from "../../../functions/routes";
import { ApiClient, must, type ClientOptions } from "./client";
import { Outbox } from "./outbox";

/** Where a stage's API is, and what of its settings journeys depend on. */
export interface Place {
  stage: string;
  region: string;
  apiUrl: string;
  /** Where the emulator answers. */
  endpoint: string;
  /** Domain by which photos are shown. */
  photosDomain: string;
  /** The bucket that holds them. */
  photosBucket: string;
  /** Value of the integrations' API key. */
  apiKey: string;
  corsOrigins: readonly string[];
  /** Votes that approve. */
  approvalsRequired: number;
  /** Sender of e-mail. */
  emailFrom: string;
  /** Numbers whose first sign-in makes an admin. */
  adminPhones: readonly string[];
}

/** Settings of an AWS client for the emulator, as root. */
export function rootClient({ endpoint, region }: Pick<Place, "endpoint" | "region">) {
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}

/** Somebody who is signed in. */
export interface Person {
  userId: string;
  phoneNumber: string;
  name: string;
  status: string;
  role: string;
  accessToken: string;
  refreshToken: string;
}

/** People on a stage that is up, and the ways to it. Everybody in it is made up. */
export class World {
  readonly api: ApiClient;
  readonly outbox: Outbox;
  #admin: Promise<Person> | undefined;

  constructor(
    readonly place: Place,
    options: ClientOptions,
  ) {
    this.api = new ApiClient(place.apiUrl, options);
    this.outbox = new Outbox(place.endpoint, options.signal);
  }

  /** A number that nobody has: of Hong Kong's mobile numbers, as people of the school have them. */
  newNumber(): string {
    return `+8526${String(randomInt(1_000_000, 9_999_999))}`;
  }

  /** Asks for a code and trades it. */
  async signUp(name: string, phoneNumber = this.newNumber()): Promise<Person> {
    await this.api.ok(routes.register, { body: { phoneNumber, name } });
    return this.trade(phoneNumber);
  }

  /** Asks for a code as somebody who is known, and trades it. */
  async signIn(phoneNumber: string): Promise<Person> {
    await this.api.ok(routes.login, { body: { phoneNumber } });
    return this.trade(phoneNumber);
  }

  private async trade(phoneNumber: string): Promise<Person> {
    const code = await this.outbox.code(phoneNumber);
    return personOf(await this.api.ok(routes.verify, { body: { phoneNumber, code } }), phoneNumber);
  }

  /** The first admin. */
  admin(): Promise<Person> {
    this.#admin ??= (async () => {
      const [number = ""] = this.place.adminPhones;
      const admin = await this.signUp("First Admin", number);
      must(
        admin.role === "admin" && admin.status === "approved",
        "an admin's number did not make an approved admin",
      );
      return admin;
    })();
    return this.#admin;
  }

  /** The admin that an earlier world made. */
  useAdmin(admin: Person): void {
    this.#admin = Promise.resolve(admin);
  }

  /** Somebody new whom the admin has approved. */
  async member(name: string): Promise<Person> {
    const person = await this.signUp(name);
    const { accessToken: token } = await this.admin();
    await this.api.ok(routes.approve, { params: { userId: person.userId }, token, body: {} });
    return { ...person, status: "approved" };
  }
}

/** The person of an answer that gives tokens. */
export function personOf(body: Record<string, unknown>, phoneNumber: string): Person {
  const { accessToken, refreshToken, user } = body as Record<"accessToken" | "refreshToken", string> & {
    user: { userId: string; fullName: string; status: string; role: string };
  };
  const { userId, fullName: name, status, role } = user;
  return { userId, phoneNumber, name, status, role, accessToken, refreshToken };
}
