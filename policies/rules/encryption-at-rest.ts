import { UNKNOWN, at, type Plain, type PlainObject } from "../lib/plain";
import { resourceRule } from "../lib/rule";
import { isGiven } from "../lib/stack";

/** How a type of data store is encrypted. */
interface Store {
  /** Its name in messages. */
  what: string;
  /** The property in messages. */
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

/** Data stores with a setting for encryption. What AWS always encrypts is left out. */
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

/** Requires encryption at rest on data stores. */
export const encryptionAtRest = resourceRule({
  name: "encryption-at-rest",
  severity: "high",
  describe: "Data stores are encrypted at rest.",
  why:
    "Anybody with access to a disk, snapshot or backup can read data that is not encrypted. A default of AWS is " +
    "not visible in review and can change.",
  fix: "Turn on encryption on the resource, with an AWS managed key or your own key.",
  details: `A topic needs a key: \`alias/aws/sns\`, or your own key if CloudWatch alarms, EventBridge or S3 publish to it, since these
may not use the AWS managed key. Not checked, because AWS always encrypts them: log groups, SecureString parameters,
secrets, ECR repositories, and buckets (see \`bucket-encryption\`).

| resource type | required property |
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
          fix: `Set ${store.property} to a value that is known at preview.`,
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
