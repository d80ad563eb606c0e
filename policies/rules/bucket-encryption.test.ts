import { stackCases } from "../testing/cases";
import { bucketEncryption } from "./bucket-encryption";

const bucket = { type: "s3/bucket:Bucket", name: "photos", props: { bucket: "photos" } };
const setting = (sseAlgorithm: string, name = "photos") => ({
  type: "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "encryption",
  props: { bucket: name, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] },
});

stackCases(bucketEncryption, [
  { name: "a bucket that says how", resources: [bucket, setting("AES256")] },
  { name: "a bucket that does not", resources: [bucket], findings: ["photos: no-configuration"] },
  {
    name: "a setting of another bucket",
    resources: [bucket, setting("AES256", "others")],
    findings: ["photos: no-configuration"],
  },
  {
    name: "a key of S3 where one of KMS is asked for",
    resources: [bucket, setting("AES256")],
    parameters: { ownKey: true },
    findings: ["photos: not-kms"],
  },
  { name: "a key of KMS", resources: [bucket, setting("aws:kms")], parameters: { ownKey: true } },
]);
