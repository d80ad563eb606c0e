import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { tableRecovery } from "./table-recovery";

const table = "dynamodb/table:Table";

resourceCases(tableRecovery, [
  { name: "a table with recovery", type: table, props: { pointInTimeRecovery: { enabled: true } } },
  {
    name: "a table without recovery",
    type: table,
    props: { pointInTimeRecovery: { enabled: false } },
    findings: ["pointInTimeRecovery.enabled"],
  },
  {
    name: "a table with unknown recovery",
    type: table,
    props: { pointInTimeRecovery: unknownString },
    findings: ["Unknown::pointInTimeRecovery.enabled"],
  },
  {
    name: "a table without recovery where it is not required",
    type: table,
    props: {},
    parameters: { required: false },
  },
  { name: "a database with backups", type: "rds/cluster:Cluster", props: { backupRetentionPeriod: 7 } },
  {
    name: "a database with one day of backups",
    type: "rds/instance:Instance",
    props: { backupRetentionPeriod: 1 },
    findings: ["backupRetentionPeriod"],
  },
  { name: "an instance of a cluster", type: "rds/instance:Instance", props: { clusterIdentifier: "main" } },
]);
