import { UNKNOWN, isPlainArray, isPlainObject, type Plain, type PlainObject } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

const switches = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** ACLs that give access to everybody, or to everybody with an AWS account. */
const open = new Set(["public-read", "public-read-write", "authenticated-read", "website"]);

/** The same as groups of a grant. */
const groups = /^https?:\/\/acs\.amazonaws\.com\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** Properties with grants, which name a group by its `uri`. */
const grants = ["accessControlPolicy", "grants", "targetGrants"];

function acl(props: PlainObject): Finding[] {
  const { acl: name } = props;
  const found: Finding[] = [];
  if (name === UNKNOWN) found.push({ id: "Unknown::acl", what: "its ACL is not known at preview" });
  if (typeof name === "string" && open.has(name)) {
    found.push({ id: `acl::${name}`, what: `the ACL ${name} makes it public`, fix: "Remove the ACL." });
  }
  return [...found, ...grants.flatMap((property) => granted(property, props[property]))];
}

function granted(property: string, value: Plain | undefined): Finding[] {
  const uris = new Set(urisIn(value));
  return [...uris].flatMap((uri): Finding[] => {
    if (uri === UNKNOWN)
      return [{ id: `Unknown::${property}`, what: `who has access by ${property} is not known at preview` }];
    const group = typeof uri === "string" ? groups.exec(uri)?.[1] : undefined;
    if (group === undefined) return [];
    const what = `${property} makes it public: it gives access to the group ${group}`;
    return [{ id: `${property}::${group}`, what, fix: "Remove the grant." }];
  });
}

function urisIn(value: Plain | undefined): Plain[] {
  if (value === UNKNOWN) return [UNKNOWN];
  if (isPlainArray(value)) return value.flatMap(urisIn);
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "uri" ? [item] : typeof item === "object" ? urisIn(item) : [],
  );
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
/** Types with an ACL. */
const aclTypes = [
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketAcl:BucketAcl",
  "aws:s3/bucketAclV2:BucketAclV2",
  "aws:s3/bucketLogging:BucketLogging",
  "aws:s3/bucketLoggingV2:BucketLoggingV2",
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketV2:BucketV2",
  "aws:s3/objectCopy:ObjectCopy",
];

/** Refuses public ACLs and incomplete public access blocks. */
export const bucketPrivate = resourceRule({
  name: "bucket-private",
  severity: "critical",
  describe:
    "No ACL makes a bucket or an object public, and every public access block has all four settings on.",
  why: "Scanners find a public bucket within hours.",
  fix: "Keep the bucket private. Serve its objects through CloudFront or presigned URLs.",
  appliesTo: [...blockTypes, ...aclTypes],
  check: ({ type, props }) => (blockTypes.includes(type) ? block(props) : acl(props)),
});
