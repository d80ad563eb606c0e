import { UNKNOWN } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

/** The deletion protection of a service: the property, and the value that turns it on. Empty if the service has none. */
interface Guard {
  property?: string;
  on?: string | boolean;
}

/** Resources that hold data, or the keys to it. */
const stores: Readonly<Record<string, Guard>> = {
  "aws:cognito/userPool:UserPool": { property: "deletionProtection", on: "ACTIVE" },
  "aws:docdb/cluster:Cluster": { property: "deletionProtection", on: true },
  "aws:dynamodb/table:Table": { property: "deletionProtectionEnabled", on: true },
  "aws:efs/fileSystem:FileSystem": {},
  "aws:kms/key:Key": {},
  "aws:neptune/cluster:Cluster": { property: "deletionProtection", on: true },
  "aws:opensearch/domain:Domain": {},
  "aws:rds/cluster:Cluster": { property: "deletionProtection", on: true },
  "aws:rds/instance:Instance": { property: "deletionProtection", on: true },
  "aws:s3/bucket:Bucket": {},
  "aws:s3/bucketV2:BucketV2": {},
};

/** Requires deletion protection on data stores. */
export const deletionProtection = resourceRule<{ required: boolean }>({
  name: "deletion-protection",
  severity: "high",
  describe: "Data stores are protected against deletion and replacement.",
  why:
    "Renaming a property can replace a table, and removing a line deletes it. In a long preview this is easy to " +
    "miss.",
  fix:
    "Set the resource option `protect` and the deletion protection of the service from the configuration of the " +
    "stage. To delete a store on purpose, turn both off first.",
  parameters: {
    required: {
      type: "boolean",
      description: "Whether data stores must be protected. Set to false for stages with disposable data.",
      default: true,
    },
  },
  appliesTo: Object.keys(stores),
  check: ({ type, props, protect }, { parameters }) => {
    if (!parameters.required) return [];
    const { property, on } = stores[type] ?? {};
    const found: Finding[] = [];
    if (!protect)
      found.push({ id: "protect", what: "Pulumi can delete it: the option `protect` is not set" });
    if (property !== undefined && props[property] !== on) {
      const id = props[property] === UNKNOWN ? `Unknown::${property}` : property;
      found.push({ id, what: `AWS can delete it: ${property} is not ${String(on)}` });
    }
    if (props["forceDestroy"] === true) {
      found.push({
        id: "forceDestroy",
        what: "deleting the bucket deletes all its objects: forceDestroy is true",
        fix: "Set forceDestroy: false.",
      });
    }
    return found;
  },
});
