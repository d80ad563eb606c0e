import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { deletionProtection } from "./deletion-protection";

const table = "dynamodb/table:Table";
const bucket = "s3/bucket:Bucket";

resourceCases(deletionProtection, [
  { name: "a table with both", type: table, props: { deletionProtectionEnabled: true }, protect: true },
  {
    name: "a table with neither",
    type: table,
    props: {},
    findings: ["protect", "deletionProtectionEnabled"],
  },
  {
    name: "a table that Pulumi may delete",
    type: table,
    props: { deletionProtectionEnabled: true },
    findings: ["protect"],
  },
  {
    name: "a table of which it is not known",
    type: table,
    props: { deletionProtectionEnabled: unknownString },
    protect: true,
    findings: ["Unknown::deletionProtectionEnabled"],
  },
  { name: "a table where the stage is thrown away", type: table, props: {}, parameters: { required: false } },
  { name: "a bucket", type: bucket, props: { forceDestroy: false }, protect: true },
  {
    name: "a bucket that is emptied first",
    type: bucket,
    props: { forceDestroy: true },
    protect: true,
    findings: ["forceDestroy"],
  },
  {
    name: "a user pool",
    type: "cognito/userPool:UserPool",
    props: { deletionProtection: "INACTIVE" },
    protect: true,
    findings: ["deletionProtection"],
  },
]);
