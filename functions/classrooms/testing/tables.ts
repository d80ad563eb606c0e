import {
  CreateTableCommand,
  PutItemCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
} from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";
import type { UserRecord } from "../../shared/user";

/** Names of the tables of a test. */
export interface ClassroomTables {
  classrooms: string;
  userClassrooms: string;
  users: string;
  preferences: string;
}

/** Fresh, empty tables named `<prefix>-<table>`, with the indexes that the program gives them. */
export async function makeClassroomTables(client: DynamoDBClient, prefix: string): Promise<ClassroomTables> {
  const make = async (
    name: string,
    keys: string[],
    index?: { name: string; keys: string[] },
    include?: string[],
  ) => {
    const attributes = new Set([...keys, ...(index?.keys ?? [])]);
    const indexes: GlobalSecondaryIndex[] | undefined = index && [
      {
        IndexName: index.name,
        KeySchema: keySchema(index.keys),
        Projection: include
          ? { ProjectionType: "INCLUDE", NonKeyAttributes: include }
          : { ProjectionType: "ALL" },
      },
    ];
    await client.send(
      new CreateTableCommand({
        TableName: `${prefix}-${name}`,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keySchema(keys),
        AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes }),
      }),
    );
    return `${prefix}-${name}`;
  };
  return {
    classrooms: await make("classrooms", ["classroomId"], { name: "sorted", keys: ["kind", "classroomId"] }),
    userClassrooms: await make(
      "user-classrooms",
      ["userId", "classroomId"],
      { name: "classroom", keys: ["classroomId", "userId"] },
      ["addedAt"],
    ),
    users: await make("users", ["userId"]),
    preferences: await make("user-preferences", ["userId"]),
  };
}

/** Writes a user, behind the functions' back. */
export async function putUser(
  client: DynamoDBClient,
  tables: ClassroomTables,
  user: Partial<UserRecord> & Pick<UserRecord, "userId">,
): Promise<void> {
  const Item = toAttributes({
    ...{ fullName: "Chan Tai Man", status: "approved", role: "user", createdAt: "2027-01-15T08:00:00.000Z" },
    ...{ version: 1, phoneHash: user.userId, phone: "v1.unused" },
    ...user,
  });
  await client.send(new PutItemCommand({ TableName: tables.users, Item }));
}

/** The id of a test's user: as real ones look, in the order of the numbers. */
export function userId(number: number): string {
  return `usr_${String(number).padStart(20, "0")}`;
}

function keySchema([hash = "", range]: readonly string[]) {
  return [
    { AttributeName: hash, KeyType: "HASH" as const },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
  ];
}
