import { GetItemCommand } from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem } from "../../functions/shared/dynamo";
import { addToStats, countersOf, STATS_KEY } from "../../functions/shared/stats";
import type { MigrationContext, StepMigration } from "../migrate/migration";

/** What `stats#all` still counts. */
async function counted(context: MigrationContext): Promise<Record<string, number>> {
  const TableName = context.table("users");
  const Key = toAttributes({ userId: STATS_KEY });
  const { Item } = await context.dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return countersOf(toItem(Item) ?? {});
}

/**
 * A contract migration, since earlier releases read and write only `stats#all`: afterwards they would return negative
 * statistics. They may run until then, and lose no count: this release adds up `stats#all` and the shards.
 */
const migration: StepMigration = {
  summary: "Moves the counters of the item stats#all to the shards stats#00 to stats#31.",
  phase: "contract",
  tables: ["users"],

  async next(context) {
    const counters = await counted(context);
    const entries = Object.entries(counters).map(([name, value], i) => ({
      ...{ name, value, attribute: `#c${String(i)}`, parameter: `:c${String(i)}` },
    }));
    if (entries.length === 0) return [];
    return [
      {
        Update: {
          TableName: context.table("users"),
          Key: toAttributes({ userId: STATS_KEY }),
          UpdateExpression: `REMOVE ${entries.map(({ attribute }) => attribute).join(", ")}`,
          // Fails if an earlier release has counted meanwhile, and once the counters are moved.
          ConditionExpression: entries
            .map(({ attribute, parameter }) => `${attribute} = ${parameter}`)
            .join(" AND "),
          ExpressionAttributeNames: Object.fromEntries(
            entries.map(({ attribute, name }) => [attribute, name]),
          ),
          ExpressionAttributeValues: toAttributes(
            Object.fromEntries(entries.map(({ parameter, value }) => [parameter, value])),
          ),
        },
      },
      addToStats(context.table("users"), counters),
    ];
  },

  async verify(context) {
    return Object.keys(await counted(context)).map((name) => `stats#all still counts ${name}`);
  },
};

export default migration;
