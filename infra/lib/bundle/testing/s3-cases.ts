/** Calls of S3 with what it answers; see `sdk-cases.ts`. */
import type { Said } from "./fake-aws";
import type { Step } from "./sdk-handler";

/** An answer in XML. */
export const xml = (text: string) => ({ headers: { "content-type": "text/xml" }, body: text });

export const s3Cases: [what: string, step: Step, ...answers: Said[]][] = [
  [
    "a file that is stored",
    {
      command: "put",
      input: { Bucket: "photos", Key: "a b/ü.txt", Body: "text", ContentType: "text/plain" },
    },
    { headers: { etag: '"1"' }, body: "" },
  ],
  [
    "a file that is read",
    { command: "get", input: { Bucket: "photos", Key: "a" } },
    { headers: { "last-modified": "Tue, 29 Apr 2014 18:30:38 GMT" }, body: "content" },
  ],
  [
    "a file that is not there",
    { command: "get", input: { Bucket: "photos", Key: "a" } },
    { status: 404, ...xml("<Error><Code>NoSuchKey</Code><Message>none</Message><Key>a</Key></Error>") },
  ],
  [
    "what is known of a file",
    { command: "head", input: { Bucket: "photos", Key: "profiles/a b/ü.jpg" } },
    { headers: { "content-type": "image/jpeg", "content-length": "0", etag: '"1"' }, body: "" },
  ],
  [
    "what is known of a file that is not there",
    { command: "head", input: { Bucket: "photos", Key: "a" } },
    { status: 404, body: "" },
  ],
  [
    "a file that nobody may see",
    { command: "head", input: { Bucket: "photos", Key: "a" } },
    { status: 403, body: "" },
  ],
  [
    "a copy",
    {
      command: "copy",
      input: { Bucket: "photos", Key: "archive/a.jpg", CopySource: "photos/profiles/a.jpg" },
    },
    xml(
      '<CopyObjectResult><LastModified>2014-04-29T18:30:38.000Z</LastModified><ETag>"1"</ETag></CopyObjectResult>',
    ),
  ],
  [
    "a copy that fails with a 200",
    { command: "copy", input: { Bucket: "photos", Key: "b", CopySource: "photos/a" } },
    xml("<Error><Code>InternalError</Code><Message>try again</Message></Error>"),
    xml("<CopyObjectResult><ETag>1</ETag></CopyObjectResult>"),
  ],
  [
    "a deletion",
    { command: "delete", input: { Bucket: "photos", Key: "profiles/a+b.jpg" } },
    { status: 204, body: "" },
  ],
  [
    "a deletion that is refused",
    { command: "delete", input: { Bucket: "photos", Key: "a" } },
    { status: 403, ...xml("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>") },
  ],
  [
    "a list",
    {
      command: "list",
      input: { Bucket: "photos", Prefix: "profiles/ü/", MaxKeys: 2, ContinuationToken: "t" },
    },
    xml(
      "<ListBucketResult><Name>photos</Name><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated><NextContinuationToken>n</NextContinuationToken>" +
        "<Contents><Key>a</Key><Size>1</Size><LastModified>2014-04-29T18:30:38.000Z</LastModified></Contents><Contents><Key>b&amp;c</Key><Size>2</Size></Contents></ListBucketResult>",
    ),
  ],
  [
    "a bucket in another region",
    { command: "get", input: { Bucket: "photos", Key: "a" } },
    {
      status: 301,
      headers: { "x-amz-bucket-region": "us-west-2", "content-type": "text/xml" },
      body: "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>",
    },
  ],
  [
    "a bucket whose name is no part of a host",
    { command: "get", input: { Bucket: "Photos_1", Key: "a" } },
    { headers: { "last-modified": "Tue, 29 Apr 2014 18:30:38 GMT" }, body: "content" },
  ],
];
