import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../common/paths";

/** Holds the pages. A bucket of the emulator, so that they need no server of their own. */
const BUCKET = "local-pages";

/** Ours, in `local/pages`. */
const OWN_FILES = ["index.html", "reference.js", "outbox.html", "outbox.js", "pages.css"];

/** The renderer's, in the package `swagger-ui-dist`: all of it is served from here, nothing from another host. */
const RENDERER_FILES = ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"];

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
};

/** What the pages are about. */
export interface PagesArgs {
  /** The emulator's endpoint, e.g. `http://127.0.0.1:4566`. */
  endpoint: string;
  /** Where the API answers; the pages call it there. */
  apiUrl: string;
}

/** Where a browser finds the pages. */
export interface PageUrls {
  /** The API reference: `docs/openapi.json` for people, with calls to try. */
  referenceUrl: string;
  /** The text messages and e-mails that were sent. */
  outboxPageUrl: string;
}

interface Page {
  name: string;
  contentType: string;
  body: Buffer;
}

/**
 * Publishes the API reference and the message outbox beside the API. Pages that are up to date are left alone.
 */
export async function publishPages({ endpoint, apiUrl }: PagesArgs): Promise<PageUrls> {
  const site = `${endpoint}/${BUCKET}`;
  const pages = readPages(apiUrl);
  const published = await Promise.all(pages.map((page) => isPublished(site, page)));
  const stale = pages.filter((_, index) => published[index] === false);
  if (stale.length > 0) await upload(endpoint, stale);
  return { referenceUrl: `${site}/index.html`, outboxPageUrl: `${site}/outbox.html` };
}

function readPages(apiUrl: string): Page[] {
  const renderer = path.dirname(require.resolve("swagger-ui-dist/package.json"));
  const files = [
    ...OWN_FILES.map((name) => path.join(repoRoot, "local", "pages", name)),
    ...RENDERER_FILES.map((name) => path.join(renderer, name)),
  ];
  return [
    ...files.map((file) => page(path.basename(file), fs.readFileSync(file))),
    page("openapi.json", Buffer.from(JSON.stringify(describedAt(apiUrl)))),
  ];
}

function page(name: string, body: Buffer): Page {
  const contentType = CONTENT_TYPES[path.extname(name)];
  if (contentType === undefined) throw new Error(`no content type is known for ${name}`);
  return { name, contentType, body };
}

/** The API's description with its address: without the host, so that the page works on `localhost` too. */
function describedAt(apiUrl: string): Record<string, unknown> {
  const text = fs.readFileSync(path.join(repoRoot, "docs", "openapi.json"), "utf8");
  const description = "The local cloud";
  return {
    ...(JSON.parse(text) as Record<string, unknown>),
    servers: [{ url: new URL(apiUrl).pathname, description }],
  };
}

/** Whether the bucket serves exactly this page. Without the SDK, which takes longer to load than these requests. */
async function isPublished(site: string, { name, contentType, body }: Page): Promise<boolean> {
  const answer = await fetch(`${site}/${name}`, { method: "HEAD" });
  const md5 = createHash("md5").update(body).digest("hex");
  return (
    answer.ok &&
    answer.headers.get("etag") === `"${md5}"` &&
    answer.headers.get("content-type") === contentType
  );
}

async function upload(endpoint: string, pages: readonly Page[]): Promise<void> {
  const s3 = await import("@aws-sdk/client-s3");
  const client = new s3.S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  // Each of these changes nothing when it was done before.
  await client.send(new s3.CreateBucketCommand({ Bucket: BUCKET })).catch((error: unknown) => {
    // Happens when the emulator was killed: only the bucket's files are left.
    if (!(error instanceof s3.BucketAlreadyOwnedByYou)) throw error;
  });
  await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket: BUCKET }));
  await client.send(
    new s3.PutBucketPolicyCommand({
      Bucket: BUCKET,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: `arn:aws:s3:::${BUCKET}/*`,
          },
        ],
      }),
    }),
  );
  for (const { name, contentType, body } of pages) {
    const object = { Bucket: BUCKET, Key: name, Body: body, ContentType: contentType };
    // The next start may change it.
    await client.send(new s3.PutObjectCommand({ ...object, CacheControl: "no-cache" }));
  }
  client.destroy();
}
