import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { encryptionAtRest } from "./encryption-at-rest";

resourceCases(encryptionAtRest, [
  {
    name: "a table that is",
    type: "dynamodb/table:Table",
    props: { serverSideEncryption: { enabled: true } },
  },
  {
    name: "a table of which nothing is said",
    type: "dynamodb/table:Table",
    props: {},
    findings: ["serverSideEncryption.enabled"],
  },
  {
    name: "a table that is not",
    type: "dynamodb/table:Table",
    props: { serverSideEncryption: { enabled: false } },
    findings: ["serverSideEncryption.enabled"],
  },
  {
    name: "a table of which it is not known",
    type: "dynamodb/table:Table",
    props: { serverSideEncryption: unknownString },
    findings: ["Unknown::serverSideEncryption.enabled"],
  },
  { name: "a queue with SQS's key", type: "sqs/queue:Queue", props: { sqsManagedSseEnabled: true } },
  {
    name: "a queue with a key that is still to be made",
    type: "sqs/queue:Queue",
    props: { kmsMasterKeyId: unknownString },
  },
  { name: "a queue without", type: "sqs/queue:Queue", props: {}, findings: ["sqsManagedSseEnabled"] },
  { name: "a topic with a key", type: "sns/topic:Topic", props: { kmsMasterKeyId: "alias/alerts" } },
  { name: "a topic without", type: "sns/topic:Topic", props: {}, findings: ["kmsMasterKeyId"] },
  { name: "a stream with KMS", type: "kinesis/stream:Stream", props: { encryptionType: "KMS" } },
  {
    name: "a stream with none",
    type: "kinesis/stream:Stream",
    props: { encryptionType: "NONE" },
    findings: ["encryptionType"],
  },
  {
    name: "a database",
    type: "rds/instance:Instance",
    props: { storageEncrypted: false },
    findings: ["storageEncrypted"],
  },
  {
    name: "a domain, whose block comes as a list",
    type: "opensearch/domain:Domain",
    props: { encryptAtRest: [{ enabled: true }] },
  },
]);
