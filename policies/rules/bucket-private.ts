import { UNKNOWN, type PlainObject } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

const switches = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** ACLs that give access to everybody, or to everybody with an AWS account. */
const open = new Set(["public-read", "public-read-write", "authenticated-read", "website"]);

function acl(props: PlainObject): Finding[] {
  const { acl: name } = props;
  if (name === UNKNOWN) return [{ id: "Unknown::acl", what: "its ACL is not known at preview" }];
  return typeof name === "string" && open.has(name)
    ? [
        {
          id: `acl::${name}`,
          what: `the ACL ${name} makes the bucket public`,
          fix: "Remove the ACL.",
        },
      ]
    : [];
}

function block(props: PlainObject): Finding[] {
  return switches
    .filter((name) => props[name] !== true)
    .map((name) => ({ id: name, what: `${name} is not true`, fix: `Set ${name}: true.` }));
}

const blockTypes = [
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
];
const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketV2:BucketV2"];

/** Refuses public ACLs and incomplete public access blocks. */
export const bucketPrivate = resourceRule({
  name: "bucket-private",
  severity: "critical",
  describe: "No ACL makes a bucket public, and every public access block has all four settings on.",
  why: "Scanners find a public bucket within hours.",
  fix: "Keep the bucket private. Serve its objects through CloudFront or presigned URLs.",
  appliesTo: [...blockTypes, ...bucketTypes],
  check: ({ type, props }) => (blockTypes.includes(type) ? block(props) : acl(props)),
});
