import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import type { Cloud } from "../../../local/cloud";
import type { Person } from "../../../ops/people";
import { openApi, type TestApi } from "../../testing/api";
import { clientConfig, edit, openPlatform, up } from "../../testing/support";
import { forger, type Forgery } from "../../testing/tokens";

/** What the attacks run against. It is filled before the first of them. */
export interface Rig extends TestApi {
  cloud: Cloud;
  /** Names of the tables. */
  tables: Record<string, string>;
  /** Makes tokens with the stack's own secret. */
  forge: (of: Person, forgery: Forgery) => Promise<string>;
  admin: Person;
  /** A member. */
  alice: Person;
  /** Another member. */
  bob: Person;
  /** A user who waits for approval. */
  pending: Person;
}

/** Allowed origins of the stage under attack. */
export const ORIGINS = ["http://localhost:3000", "https://app.example.org"] as const;

/** Brings up a cloud where two votes of members approve and two origins are allowed, with a few users. */
export async function setUp(): Promise<Rig> {
  const cloud = await openPlatform();
  // With one vote needed there could be no second.
  edit(cloud.projectDir, "Pulumi.local.yaml", 'approvalsRequired: "1"', 'approvalsRequired: "2"');
  edit(cloud.projectDir, "Pulumi.local.yaml", `    - ${ORIGINS[0]}\n`, `$&    - ${ORIGINS[1]}\n`);
  await up(cloud);
  const { tables } = (await cloud.outputs()) as { tables: Record<string, string> };
  const api = await openApi(cloud);
  const { people } = api;
  return {
    ...{ cloud, ...api, tables, forge: await forger(cloud), admin: await people.admin() },
    alice: await people.member("Alice"),
    bob: await people.member("Bob"),
    pending: await people.signUp("Pending"),
  };
}

/** Changes a user as an operator would: there is no route for it. */
export async function setUser(
  { cloud, tables }: Rig,
  { userId }: Person,
  field: "status" | "role",
  value: string,
): Promise<void> {
  await new DynamoDBClient(clientConfig(cloud)).send(
    new UpdateItemCommand({
      TableName: tables["users"],
      Key: { userId: { S: userId } },
      UpdateExpression: "SET #field = :value, version = version + :one",
      ExpressionAttributeNames: { "#field": field },
      ExpressionAttributeValues: { ":value": { S: value }, ":one": { N: "1" } },
    }),
  );
}
