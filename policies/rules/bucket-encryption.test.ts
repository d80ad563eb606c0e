import { stackCases } from "../testing/cases";
import { bucketEncryption } from "./bucket-encryption";

const bucket = { type: "s3/bucket:Bucket", name: "photos", props: { bucket: "photos" } };
const setting = (sseAlgorithm: string, name = "photos") => ({
  type: "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "encryption",
  props: { bucket: name, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] },
});

stackCases(bucketEncryption, [
  { name: "a bucket with a configuration", resources: [bucket, setting("AES256")] },
  { name: "a bucket without configuration", resources: [bucket], findings: ["photos: no-configuration"] },
  {
    name: "a configuration of another bucket",
    resources: [bucket, setting("AES256", "others")],
    findings: ["photos: no-configuration"],
  },
  {
    name: "an S3 managed key where a KMS key is required",
    resources: [bucket, setting("AES256")],
    parameters: { ownKey: true },
    findings: ["photos: not-kms"],
  },
  {
    name: "a KMS key where it is required",
    resources: [bucket, setting("aws:kms")],
    parameters: { ownKey: true },
  },
]);
