import { argumentsOf, resourceFiles } from "../testing/provider-types";
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

const group = (name: string) => ({ type: "Group", uri: `http://acs.amazonaws.com/groups/global/${name}` });
const user = { type: "CanonicalUser", id: "1234" };
const policyOf = (...grantees: object[]) => ({
  accessControlPolicy: {
    owner: { id: "1234" },
    grants: grantees.map((grantee) => ({ grantee, permission: "READ" })),
  },
});

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
  {
    name: "a public ACL of the older type",
    type: "s3/bucketAclV2:BucketAclV2",
    props: { acl: "public-read-write" },
    findings: ["acl::public-read-write"],
  },
  {
    name: "an access control policy for one account",
    type: "s3/bucketAcl:BucketAcl",
    props: policyOf(user, { type: "CanonicalUser", id: unknownString }, group("LogDelivery")),
  },
  {
    name: "an access control policy for everybody",
    type: "s3/bucketAcl:BucketAcl",
    props: policyOf(user, group("AllUsers"), group("AllUsers")),
    findings: ["accessControlPolicy::AllUsers"],
  },
  {
    name: "an access control policy for all AWS accounts, of the older type",
    type: "s3/bucketAclV2:BucketAclV2",
    props: policyOf(group("AuthenticatedUsers")),
    findings: ["accessControlPolicy::AuthenticatedUsers"],
  },
  {
    name: "an access control policy for an unknown group",
    type: "s3/bucketAcl:BucketAcl",
    props: policyOf({ type: "Group", uri: unknownString }),
    findings: ["Unknown::accessControlPolicy"],
  },
  {
    name: "grants of a bucket",
    type: "s3/bucket:Bucket",
    props: { grants: [{ ...group("AllUsers"), permissions: ["READ"] }, user] },
    findings: ["grants::AllUsers"],
  },
  {
    name: "unknown grants of a bucket",
    type: "s3/bucketV2:BucketV2",
    props: { grants: unknownString },
    findings: ["Unknown::grants"],
  },
  {
    name: "a public object",
    type: "s3/bucketObjectv2:BucketObjectv2",
    props: { acl: "public-read" },
    findings: ["acl::public-read"],
  },
  { name: "a private object", type: "s3/bucketObject:BucketObject", props: { key: "a", acl: "private" } },
  {
    name: "a public copy",
    type: "s3/objectCopy:ObjectCopy",
    props: { grants: [{ ...group("AuthenticatedUsers"), permissions: ["READ"] }] },
    findings: ["grants::AuthenticatedUsers"],
  },
  {
    name: "public access logs",
    type: "s3/bucketLogging:BucketLogging",
    props: { targetGrants: [{ grantee: group("AllUsers"), permission: "READ" }] },
    findings: ["targetGrants::AllUsers"],
  },
]);

test("every type of S3 with an ACL is checked", () => {
  const withAcl = resourceFiles()
    .filter(({ module }) => module === "s3")
    .filter((file) => {
      const properties = argumentsOf(file);
      return ["acl", "accessControlPolicy", "grants", "targetGrants"].some((one) => properties.has(one));
    })
    .map(({ type }) => type);
  expect(bucketPrivate.appliesTo).toEqual(expect.arrayContaining(withAcl));
  expect(withAcl).not.toEqual([]);
});
