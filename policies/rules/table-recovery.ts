import { UNKNOWN, at, type PlainObject } from "../plain";
import { resourceRule } from "../rule";

/** Where each store says how far back it can be restored. */
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
    // A member of a cluster is restored with it.
    kept: (props) => (typeof props["clusterIdentifier"] === "string" ? true : daysKept(props)),
    fix: "Set backupRetentionPeriod to 7 days or more.",
  },
};

function daysKept(props: PlainObject): unknown {
  const days = props["backupRetentionPeriod"];
  return days === UNKNOWN ? UNKNOWN : typeof days === "number" && days >= 7;
}

/** Tables and databases can be set back to a moment before something went wrong. */
export const tableRecovery = resourceRule<{ required: boolean }>({
  name: "table-recovery",
  severity: "high",
  describe: "Tables and databases can be restored to an earlier moment.",
  why: "A faulty release or a wrong hand deletes and overwrites items; without recovery they are gone.",
  fix: "Turn point-in-time recovery on. DynamoDB then restores to any second of the last 35 days.",
  parameters: {
    required: {
      type: "boolean",
      description:
        "Whether stores of this stage must be recoverable. Turned off where data are to be thrown away.",
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
      : [{ id: property, what: "cannot be restored to an earlier moment", fix }];
  },
});
