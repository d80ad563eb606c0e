import { UNKNOWN, type PlainObject } from "../plain";
import { resourceRule, type Finding } from "../rule";

const switches = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** ACLs that let in whoever asks, or whoever has an account at AWS. */
const open = new Set(["public-read", "public-read-write", "authenticated-read", "website"]);

function acl(props: PlainObject): Finding[] {
  const { acl: name } = props;
  if (name === UNKNOWN) return [{ id: "Unknown::acl", what: "its ACL is not known at preview" }];
  return typeof name === "string" && open.has(name)
    ? [
        {
          id: `acl::${name}`,
          what: `the ACL ${name} opens the bucket to strangers`,
          fix: "Leave the ACL out.",
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

/** No bucket is public by ACL, and nothing that blocks public access has a gap. */
export const bucketPrivate = resourceRule({
  name: "bucket-private",
  severity: "critical",
  describe: "No ACL opens a bucket, and a public access block has no gap.",
  why: "An open bucket is found within hours by those who look for nothing else.",
  fix: "Keep the bucket private and show what is in it through CloudFront, or by signed addresses.",
  appliesTo: [...blockTypes, ...bucketTypes],
  check: ({ type, props }) => (blockTypes.includes(type) ? block(props) : acl(props)),
});
