import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { bucketPrivate } from "./bucket-private";

const block = "s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const closed = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

resourceCases(bucketPrivate, [
  { name: "a complete block", type: block, props: closed },
  {
    name: "an incomplete block",
    type: block,
    props: { ...closed, blockPublicPolicy: false },
    findings: ["blockPublicPolicy"],
  },
  {
    name: "a block with an unknown setting",
    type: block,
    props: { ...closed, ignorePublicAcls: unknownString },
    findings: ["ignorePublicAcls"],
  },
  {
    name: "an empty block of an account",
    type: "s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    props: {},
    findings: Object.keys(closed),
  },
  { name: "a bucket without ACL", type: "s3/bucket:Bucket", props: {} },
  { name: "a private ACL", type: "s3/bucketAcl:BucketAcl", props: { acl: "private" } },
  {
    name: "a public ACL",
    type: "s3/bucketAcl:BucketAcl",
    props: { acl: "public-read" },
    findings: ["acl::public-read"],
  },
  {
    name: "an ACL for all AWS accounts",
    type: "s3/bucket:Bucket",
    props: { acl: "authenticated-read" },
    findings: ["acl::authenticated-read"],
  },
  {
    name: "an unknown ACL",
    type: "s3/bucketAcl:BucketAcl",
    props: { acl: unknownString },
    findings: ["Unknown::acl"],
  },
]);
