import { UNKNOWN } from "../plain";
import { resourceRule, type Finding } from "../rule";

/** What guards a store beside the resource option `protect`: the property, and the value that turns it on. */
interface Guard {
  property?: string;
  on?: string | boolean;
}

/** Resources whose loss is a loss of data, or of access to data. */
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

/** Where the stage says so, data cannot be deleted by a change of the program. */
export const deletionProtection = resourceRule<{ required: boolean }>({
  name: "deletion-protection",
  severity: "high",
  describe: "Stores of data refuse to be deleted or replaced, where the stage says so.",
  why: "A renamed property may replace a table, and a removed line deletes it: the preview says so in one line among many.",
  fix:
    "Set the resource option `protect`, and the deletion protection of the service, from the configuration of the stage. " +
    "Whoever means to delete takes both away first.",
  parameters: {
    required: {
      type: "boolean",
      description:
        "Whether stores of this stage must be protected. Turned off where data are to be thrown away.",
      default: true,
    },
  },
  appliesTo: Object.keys(stores),
  check: ({ type, props, protect }, { parameters }) => {
    if (!parameters.required) return [];
    const { property, on } = stores[type] ?? {};
    const found: Finding[] = [];
    if (!protect)
      found.push({ id: "protect", what: "Pulumi may delete it: the option `protect` is not set" });
    if (property !== undefined && props[property] !== on) {
      const id = props[property] === UNKNOWN ? `Unknown::${property}` : property;
      found.push({ id, what: `the service lets it be deleted: ${property} is not ${String(on)}` });
    }
    if (props["forceDestroy"] === true) {
      found.push({
        id: "forceDestroy",
        what: "deleting the bucket deletes all that is in it: forceDestroy is true",
        fix: "Set forceDestroy: false.",
      });
    }
    return found;
  },
});
