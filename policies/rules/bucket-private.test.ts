import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { bucketPrivate } from "./bucket-private";

const block = "s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const closed = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

resourceCases(bucketPrivate, [
  { name: "a block without gaps", type: block, props: closed },
  {
    name: "a block with a gap",
    type: block,
    props: { ...closed, blockPublicPolicy: false },
    findings: ["blockPublicPolicy"],
  },
  {
    name: "a block of which one switch is not known",
    type: block,
    props: { ...closed, ignorePublicAcls: unknownString },
    findings: ["ignorePublicAcls"],
  },
  {
    name: "an account's block that says nothing",
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
    name: "an ACL for all of AWS",
    type: "s3/bucket:Bucket",
    props: { acl: "authenticated-read" },
    findings: ["acl::authenticated-read"],
  },
  {
    name: "an ACL that is not known",
    type: "s3/bucketAcl:BucketAcl",
    props: { acl: unknownString },
    findings: ["Unknown::acl"],
  },
]);
