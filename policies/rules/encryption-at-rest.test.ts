import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { encryptionAtRest } from "./encryption-at-rest";

resourceCases(encryptionAtRest, [
  {
    name: "an encrypted table",
    type: "dynamodb/table:Table",
    props: { serverSideEncryption: { enabled: true } },
  },
  {
    name: "a table without setting",
    type: "dynamodb/table:Table",
    props: {},
    findings: ["serverSideEncryption.enabled"],
  },
  {
    name: "a table with encryption off",
    type: "dynamodb/table:Table",
    props: { serverSideEncryption: { enabled: false } },
    findings: ["serverSideEncryption.enabled"],
  },
  {
    name: "a table with an unknown setting",
    type: "dynamodb/table:Table",
    props: { serverSideEncryption: unknownString },
    findings: ["Unknown::serverSideEncryption.enabled"],
  },
  {
    name: "a queue with the SQS managed key",
    type: "sqs/queue:Queue",
    props: { sqsManagedSseEnabled: true },
  },
  {
    name: "a queue with an unknown KMS key",
    type: "sqs/queue:Queue",
    props: { kmsMasterKeyId: unknownString },
  },
  {
    name: "a queue without encryption",
    type: "sqs/queue:Queue",
    props: {},
    findings: ["sqsManagedSseEnabled"],
  },
  { name: "a topic with a key", type: "sns/topic:Topic", props: { kmsMasterKeyId: "alias/alerts" } },
  { name: "a topic without key", type: "sns/topic:Topic", props: {}, findings: ["kmsMasterKeyId"] },
  { name: "a stream with KMS", type: "kinesis/stream:Stream", props: { encryptionType: "KMS" } },
  {
    name: "a stream without encryption",
    type: "kinesis/stream:Stream",
    props: { encryptionType: "NONE" },
    findings: ["encryptionType"],
  },
  {
    name: "a database without encryption",
    type: "rds/instance:Instance",
    props: { storageEncrypted: false },
    findings: ["storageEncrypted"],
  },
  {
    name: "a domain with its block as a list",
    type: "opensearch/domain:Domain",
    props: { encryptAtRest: [{ enabled: true }] },
  },
]);
