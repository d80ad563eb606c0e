import type { Cloud } from "../local/cloud";
import { Api, forger, type Forgery, type Person } from "./abuse-people";
import { edit, openTestCloud, up } from "./support";

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

/** Brings up a cloud where two members' votes approve, with a few people in it. */
export async function setUp(): Promise<Rig> {
  const cloud = await openTestCloud();
  // With one vote needed there could be no second.
  edit(cloud.projectDir, "Pulumi.local.yaml", 'approvalsRequired: "1"', 'approvalsRequired: "2"');
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
