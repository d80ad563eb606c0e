import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { bucketPublicAccess } from "./bucket-public-access";

const type = "s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const named = { type: "s3/bucket:Bucket", name: "photos", props: { bucket: "photos" } };

stackCases(bucketPublicAccess, [
  {
    name: "a bucket with a block that refers to its name",
    resources: [named, { type, name: "block", props: { bucket: "photos" } }],
  },
  {
    name: "a bucket with a block that depends on it",
    resources: [
      { type: "s3/bucketV2:BucketV2", name: "photos", props: {} },
      { type, name: "block", props: { bucket: unknownString }, from: { bucket: "photos" } },
    ],
  },
  { name: "a bucket without block", resources: [named], findings: ["photos: no-block"] },
  {
    name: "a block of another bucket",
    resources: [named, { type, name: "block", props: { bucket: "others" } }],
    findings: ["photos: no-block"],
  },
]);
