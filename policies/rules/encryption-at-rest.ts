import { UNKNOWN, at, type Plain, type PlainObject } from "../plain";
import { resourceRule } from "../rule";
import { isGiven } from "../stack";

/** How one kind of store says that it is encrypted. */
interface Store {
  /** What it is, for people. */
  what: string;
  /** Where it is said, for people. */
  property: string;
  encrypted: (props: PlainObject) => Plain | undefined;
}

const flag = (what: string, ...path: string[]): Store => ({
  what,
  property: path.join("."),
  encrypted: (props) => at(props, ...path),
});

const key = (what: string, property: string): Store => ({
  what,
  property,
  encrypted: (props) => isGiven(props[property]),
});

/** Stores that AWS encrypts only, or visibly only, when they are told to. Left out is what is always encrypted. */
const stores: Readonly<Record<string, Store>> = {
  "aws:dax/cluster:Cluster": flag("cluster", "serverSideEncryption", "enabled"),
  "aws:docdb/cluster:Cluster": flag("cluster", "storageEncrypted"),
  "aws:dynamodb/table:Table": flag("table", "serverSideEncryption", "enabled"),
  "aws:ebs/volume:Volume": flag("volume", "encrypted"),
  "aws:efs/fileSystem:FileSystem": flag("file system", "encrypted"),
  "aws:elasticache/replicationGroup:ReplicationGroup": flag("cache", "atRestEncryptionEnabled"),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": flag(
    "delivery stream",
    "serverSideEncryption",
    "enabled",
  ),
  "aws:kinesis/stream:Stream": {
    what: "stream",
    property: "encryptionType",
    encrypted: ({ encryptionType }) => (encryptionType === UNKNOWN ? UNKNOWN : encryptionType === "KMS"),
  },
  "aws:neptune/cluster:Cluster": flag("cluster", "storageEncrypted"),
  "aws:opensearch/domain:Domain": flag("domain", "encryptAtRest", "enabled"),
  "aws:rds/cluster:Cluster": flag("cluster", "storageEncrypted"),
  "aws:rds/instance:Instance": flag("database", "storageEncrypted"),
  "aws:redshift/cluster:Cluster": flag("cluster", "encrypted"),
  "aws:sns/topic:Topic": key("topic", "kmsMasterKeyId"),
  "aws:sqs/queue:Queue": {
    what: "queue",
    property: "sqsManagedSseEnabled",
    encrypted: (props) => (isGiven(props["kmsMasterKeyId"]) ? true : props["sqsManagedSseEnabled"]),
  },
};

/** Data at rest are encrypted, and the program says so. */
export const encryptionAtRest = resourceRule({
  name: "encryption-at-rest",
  severity: "high",
  describe: "Stores of data are encrypted at rest.",
  why:
    "Whoever gets hold of a disk, a snapshot or a backup reads what is not encrypted. What AWS does by default today " +
    "is not seen in a review, and was not always so.",
  fix: "Turn encryption on where the resource is made, with a key of AWS or one of your own.",
  details: `A topic needs a key: \`alias/aws/sns\`, or one of your own where CloudWatch alarms, EventBridge or S3 publish to it,
since these may not use the key that AWS keeps. Encrypted by AWS without a switch, and so not looked at: log groups,
parameters of type SecureString, secrets, ECR, and buckets (for them see \`bucket-encryption\`).

| resource type | must be set |
|---|---|
${Object.entries(stores)
  .map(([type, { property }]) => `| \`${type}\` | \`${property}\` |`)
  .join("\n")}`,
  appliesTo: Object.keys(stores),
  check: ({ type, props }) => {
    const store = stores[type];
    if (store === undefined) return [];
    const encrypted = store.encrypted(props);
    if (encrypted === true) return [];
    if (encrypted === UNKNOWN) {
      return [
        {
          id: `Unknown::${store.property}`,
          what: `whether the ${store.what} is encrypted is not known at preview`,
          fix: `Set ${store.property} to a value that is known beforehand.`,
        },
      ];
    }
    return [
      {
        id: store.property,
        what: `the ${store.what} is not encrypted at rest: ${store.property} is not set`,
        fix: `Set ${store.property}.`,
      },
    ];
  },
});
