import * as dynamodb from "@aws-sdk/client-dynamodb";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [["dynamodb.Table", tableCases]]);

/** Cases of the type `Table`. */
async function tableCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.dynamoDb();
  const key = { name: "userId", type: "S" };
  cases.push({
    token: "aws:dynamodb/table:Table",
    small: { name: "users", hashKey: "userId", billingMode: "PAY_PER_REQUEST", attributes: [key] },
    large: {
      name: "users",
      hashKey: "userId",
      billingMode: "PAY_PER_REQUEST",
      // In another order than the service returns.
      attributes: [
        { name: "status", type: "S" },
        { name: "createdAt", type: "N" },
        { name: "email", type: "S" },
        key,
      ],
      globalSecondaryIndexes: [
        { name: "by-status", hashKey: "status", rangeKey: "createdAt", projectionType: "ALL" },
        { name: "by-email", hashKey: "email", projectionType: "INCLUDE", nonKeyAttributes: ["role", "name"] },
      ],
      ttl: { attributeName: "expiresAt", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: false,
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      tableClass: "STANDARD_INFREQUENT_ACCESS",
      tags: { owner: "platform", stage: "local" },
    },
    drift: async (TableName) => {
      const table = await client.send(new dynamodb.DescribeTableCommand({ TableName }));
      const ResourceArn = table.Table?.TableArn;
      await client.send(new dynamodb.UntagResourceCommand({ ResourceArn, TagKeys: ["owner"] }));
      await client.send(
        new dynamodb.UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      );
      const Delete = { IndexName: "by-email" };
      await client.send(
        new dynamodb.UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete }] }),
      );
    },
    drifted: ["attributes[2]", "globalSecondaryIndexes[1]", "pointInTimeRecovery", "tags.owner"],
    replaced: { name: "people", hashKey: "status", rangeKey: "createdAt" },
  });
  return cases;
}
