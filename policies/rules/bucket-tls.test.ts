import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { bucketTls } from "./bucket-tls";

const bucket = { type: "s3/bucket:Bucket", name: "photos", props: { bucket: "photos" } };
const arn = "arn:aws:s3:::photos";
const deny = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (...statements: object[]) => ({
  type: "s3/bucketPolicy:BucketPolicy",
  name: "policy",
  props: { bucket: "photos", policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) },
});
const plain = ["photos: plain-http"];

stackCases(bucketTls, [
  { name: "a policy that refuses plain HTTP", resources: [bucket, policy(deny)] },
  {
    name: "principals as an object, the condition as a boolean",
    resources: [
      bucket,
      policy({ ...deny, Principal: { AWS: "*" }, Condition: { Bool: { "aws:SecureTransport": false } } }),
    ],
  },
  {
    name: "a bucket whose name is S3's choice",
    resources: [
      { ...bucket, props: {} },
      {
        ...policy(deny),
        props: { ...policy(deny).props, bucket: unknownString },
        from: { bucket: "photos" },
      },
    ],
  },
  { name: "no policy", resources: [bucket], findings: plain },
  {
    name: "the bucket, but not its objects",
    resources: [bucket, policy({ ...deny, Resource: arn })],
    findings: plain,
  },
  {
    name: "another bucket",
    resources: [bucket, policy({ ...deny, Resource: ["arn:aws:s3:::others", "arn:aws:s3:::others/*"] })],
    findings: plain,
  },
  {
    name: "reading alone",
    resources: [bucket, policy({ ...deny, Action: "s3:GetObject" })],
    findings: plain,
  },
  {
    name: "one principal alone",
    resources: [bucket, policy({ ...deny, Principal: { AWS: "123456789012" } })],
    findings: plain,
  },
  { name: "an Allow", resources: [bucket, policy({ ...deny, Effect: "Allow" })], findings: plain },
  {
    name: "a second condition",
    resources: [
      bucket,
      policy({ ...deny, Condition: { ...deny.Condition, StringEquals: { "aws:PrincipalAccount": "1" } } }),
    ],
    findings: plain,
  },
  {
    name: "a policy that is not known",
    resources: [bucket, { ...policy(), props: { bucket: "photos", policy: unknownString } }],
    findings: ["photos: Unknown::policy"],
  },
]);
