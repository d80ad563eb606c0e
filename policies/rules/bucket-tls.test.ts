import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
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
  { name: "a policy that denies plain HTTP", resources: [bucket, policy(deny)] },
  {
    name: "a policy with principals as an object and a boolean condition",
    resources: [
      bucket,
      policy({ ...deny, Principal: { AWS: "*" }, Condition: { Bool: { "aws:SecureTransport": false } } }),
    ],
  },
  {
    name: "a bucket with a generated name",
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
    name: "a policy for the bucket without its objects",
    resources: [bucket, policy({ ...deny, Resource: arn })],
    findings: plain,
  },
  {
    name: "a policy for another bucket",
    resources: [bucket, policy({ ...deny, Resource: ["arn:aws:s3:::others", "arn:aws:s3:::others/*"] })],
    findings: plain,
  },
  {
    name: "a policy for reads only",
    resources: [bucket, policy({ ...deny, Action: "s3:GetObject" })],
    findings: plain,
  },
  {
    name: "a policy for one principal only",
    resources: [bucket, policy({ ...deny, Principal: { AWS: "123456789012" } })],
    findings: plain,
  },
  {
    name: "a policy with Allow instead of Deny",
    resources: [bucket, policy({ ...deny, Effect: "Allow" })],
    findings: plain,
  },
  {
    name: "a policy with a second condition",
    resources: [
      bucket,
      policy({ ...deny, Condition: { ...deny.Condition, StringEquals: { "aws:PrincipalAccount": "1" } } }),
    ],
    findings: plain,
  },
  {
    name: "an unknown policy",
    resources: [bucket, { ...policy(), props: { bucket: "photos", policy: unknownString } }],
    findings: ["photos: Unknown::policy"],
  },
]);
