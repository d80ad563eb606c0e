import { stackCases } from "../testing/cases";
import { bucketLifecycle } from "./bucket-lifecycle";

const bucket = { type: "s3/bucket:Bucket", name: "photos", props: { bucket: "photos" } };
const lifecycle = (...rules: Record<string, unknown>[]) => ({
  type: "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  name: "lifecycle",
  props: { bucket: "photos", rules },
});
const versioning = (status: string) => ({
  type: "s3/bucketVersioning:BucketVersioning",
  name: "versioning",
  props: { bucket: "photos", versioningConfiguration: { status } },
});
const uploads = { status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } };
const versions = { status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } };

stackCases(bucketLifecycle, [
  { name: "a bucket without versioning", resources: [bucket, lifecycle(uploads)] },
  {
    name: "a bucket with versioning",
    resources: [bucket, lifecycle(uploads, versions), versioning("Enabled")],
  },
  { name: "a bucket without rules", resources: [bucket], findings: ["photos: no-rules"] },
  {
    name: "a bucket with disabled rules",
    resources: [bucket, lifecycle({ ...uploads, status: "Disabled" })],
    findings: ["photos: no-rules"],
  },
  {
    name: "a bucket that keeps old versions",
    resources: [bucket, lifecycle(uploads), versioning("Enabled")],
    findings: ["photos: old-versions"],
  },
  {
    name: "a bucket with suspended versioning",
    resources: [bucket, lifecycle(uploads), versioning("Suspended")],
  },
  {
    name: "a bucket that keeps incomplete uploads",
    resources: [bucket, lifecycle(versions)],
    findings: ["photos: incomplete-uploads"],
  },
]);
