import { UNKNOWN, at, type PlainObject } from "../lib/plain";
import { resourceRule } from "../lib/rule";

/** The property that turns recovery on, by resource type. */
const checks: Readonly<
  Record<string, { property: string; kept: (props: PlainObject) => unknown; fix: string }>
> = {
  "aws:dynamodb/table:Table": {
    property: "pointInTimeRecovery.enabled",
    kept: (props) => at(props, "pointInTimeRecovery", "enabled"),
    fix: "Set pointInTimeRecovery: { enabled: true }.",
  },
  "aws:rds/cluster:Cluster": {
    property: "backupRetentionPeriod",
    kept: (props) => daysKept(props),
    fix: "Set backupRetentionPeriod to 7 days or more.",
  },
  "aws:rds/instance:Instance": {
    property: "backupRetentionPeriod",
    // An instance of a cluster is restored with the cluster.
    kept: (props) => (typeof props["clusterIdentifier"] === "string" ? true : daysKept(props)),
    fix: "Set backupRetentionPeriod to 7 days or more.",
  },
};

function daysKept(props: PlainObject): unknown {
  const days = props["backupRetentionPeriod"];
  return days === UNKNOWN ? UNKNOWN : typeof days === "number" && days >= 7;
}

/** Requires point-in-time recovery or backups of tables and databases. */
export const tableRecovery = resourceRule<{ required: boolean }>({
  name: "table-recovery",
  severity: "high",
  describe: "Tables and databases can be restored to a point in time.",
  why: "A faulty release or a mistake can delete or overwrite items. Without recovery they are lost.",
  fix: "Turn on point-in-time recovery. DynamoDB then restores to any second of the last 35 days.",
  parameters: {
    required: {
      type: "boolean",
      description: "Whether recovery is required. Set to false for stages with disposable data.",
      default: true,
    },
  },
  appliesTo: Object.keys(checks),
  check: ({ type, props }, { parameters: { required } }) => {
    if (!required) return [];
    const check = checks[type];
    const kept = check?.kept(props);
    if (check === undefined || kept === true) return [];
    const { property, fix } = check;
    return kept === UNKNOWN
      ? [{ id: `Unknown::${property}`, what: `${property} is not known at preview`, fix }]
      : [{ id: property, what: "cannot be restored to a point in time", fix }];
  },
});
