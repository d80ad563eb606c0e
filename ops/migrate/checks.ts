import { paginateScan } from "@aws-sdk/client-dynamodb";

import { toAttributes, type Item } from "../../functions/shared/dynamo";
import type { MigrationContext } from "./migration";

/**
 * For `verify` of a migration: a problem when items match a filter.
 * @param table as in infra/data.ts.
 * @param filter a filter expression of DynamoDB.
 * @param problem what is wrong with them, e.g. `have no attribute example`.
 * @param values of the filter.
 */
export async function noneMatches(
  context: MigrationContext,
  table: string,
  filter: string,
  problem: string,
  values: Item = {},
): Promise<string[]> {
  const pages = paginateScan(
    { client: context.dynamo },
    {
      TableName: context.table(table),
      FilterExpression: filter,
      Select: "COUNT",
      ConsistentRead: true,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: toAttributes(values) }),
    },
  );
  let count = 0;
  for await (const { Count = 0 } of pages) {
    context.signal.throwIfAborted();
    count += Count;
  }
  return count === 0 ? [] : [`${String(count)} items of ${table} ${problem}`];
}
