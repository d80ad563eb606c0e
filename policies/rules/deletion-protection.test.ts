import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { deletionProtection } from "./deletion-protection";

const table = "dynamodb/table:Table";
const bucket = "s3/bucket:Bucket";

resourceCases(deletionProtection, [
  {
    name: "a table with protect and deletion protection",
    type: table,
    props: { deletionProtectionEnabled: true },
    protect: true,
  },
  {
    name: "a table with neither",
    type: table,
    props: {},
    findings: ["protect", "deletionProtectionEnabled"],
  },
  {
    name: "a table without protect",
    type: table,
    props: { deletionProtectionEnabled: true },
    findings: ["protect"],
  },
  {
    name: "a table with unknown deletion protection",
    type: table,
    props: { deletionProtectionEnabled: unknownString },
    protect: true,
    findings: ["Unknown::deletionProtectionEnabled"],
  },
  {
    name: "an unprotected table where protection is not required",
    type: table,
    props: {},
    parameters: { required: false },
  },
  { name: "a protected bucket", type: bucket, props: { forceDestroy: false }, protect: true },
  {
    name: "a bucket with forceDestroy",
    type: bucket,
    props: { forceDestroy: true },
    protect: true,
    findings: ["forceDestroy"],
  },
  {
    name: "an unprotected user pool",
    type: "cognito/userPool:UserPool",
    props: { deletionProtection: "INACTIVE" },
    protect: true,
    findings: ["deletionProtection"],
  },
]);
