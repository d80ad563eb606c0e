import type { Cloud } from "../../../local/cloud";
import { Api, forger, type Forgery, type Person } from "./people";
import { edit, openPlatform, up } from "../../testing/support";

/** What the attacks run against. It is filled before the first of them. */
export interface Rig {
  cloud: Cloud;
  api: Api;
  /** Names of the tables. */
  tables: Record<string, string>;
  /** Makes tokens with the stack's own secret. */
  forge: (of: Person, forgery: Forgery) => Promise<string>;
  admin: Person;
  /** A member. */
  alice: Person;
  /** Another member. */
  bob: Person;
  /** Somebody who waits for approval. */
  pending: Person;
}

/** Web origins that the stage of the attacks lets in. */
export const ORIGINS = ["http://localhost:3000", "https://app.example.org"] as const;

/** Brings up a cloud where two members' votes approve and two origins are let in, with a few people in it. */
export async function setUp(): Promise<Rig> {
  const cloud = await openPlatform();
  // With one vote needed there could be no second.
  edit(cloud.projectDir, "Pulumi.local.yaml", 'approvalsRequired: "1"', 'approvalsRequired: "2"');
  edit(cloud.projectDir, "Pulumi.local.yaml", `    - ${ORIGINS[0]}\n`, `$&    - ${ORIGINS[1]}\n`);
  await up(cloud);
  const { apiUrl, tables } = (await cloud.outputs()) as { apiUrl: string; tables: Record<string, string> };
  const api = new Api(cloud, apiUrl);
  const admin = await api.signInAdmin();
  return {
    ...{ cloud, api, tables, admin, forge: await forger(cloud) },
    alice: await api.signInMember("Alice", admin),
    bob: await api.signInMember("Bob", admin),
    pending: await api.signIn("Pending"),
  };
}
