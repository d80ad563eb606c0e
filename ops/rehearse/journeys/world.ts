import { ApiClient } from "../../../functions/shared/api-client";
import { newAddress, Outbox, People } from "../../people";

/** A deployed stage, and the settings that journeys depend on. */
export interface Place {
  stage: string;
  region: string;
  apiUrl: string;
  /** URL of the emulator. */
  endpoint: string;
  /** Domain that serves the photos. */
  photosDomain: string;
  /** Bucket of the photos. */
  photosBucket: string;
  /** Value of the integrations' API key. */
  apiKey: string;
  corsOrigins: readonly string[];
  /** Votes that approve a user. */
  approvalsRequired: number;
  /** Sender of e-mail. */
  emailFrom: string;
  /** Phone numbers whose first sign-in makes an admin. */
  adminPhones: readonly string[];
}

/** Options of an AWS client for the emulator, as root. */
export function rootClient({ endpoint, region }: Pick<Place, "endpoint" | "region">) {
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}

/** A deployed stage with test users. */
export class World {
  readonly api: ApiClient;
  readonly outbox: Outbox;
  readonly people: People;

  /** @param options `validate`: check answers against the schemas of this checkout. Default: true. */
  constructor(
    readonly place: Place,
    options: { signal: AbortSignal; validate?: boolean },
  ) {
    this.api = new ApiClient(place.apiUrl, { ...options, headers: newAddress });
    this.outbox = new Outbox(place.endpoint, options.signal);
    this.people = new People(this.api, this.outbox, place.adminPhones[0] ?? "");
  }
}
