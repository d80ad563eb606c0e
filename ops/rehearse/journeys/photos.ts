import { createHash } from "node:crypto";
import * as http from "node:http";

import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

import { routes } from "../../../functions/routes";
import { must } from "./client";
import { rootClient, type Person, type World } from "./world";

/** A photo as it was uploaded. */
export interface Photo {
  key: string;
  sha256: string;
}

/** The start of a PNG picture, then noise that makes each its own. */
function picture(seed: string): Uint8Array<ArrayBuffer> {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return new Uint8Array([...signature, ...createHash("sha512").update(seed).digest()]);
}

/** Asks for a form, uploads by it as a page of the stage would, and has the photo shown. */
export async function uploadPhoto(world: World, person: Person): Promise<Photo> {
  const bytes = picture(`${person.userId} ${String(Date.now())}`);
  const own = { params: { userId: "me" }, token: person.accessToken };
  const asked = await world.api.ok(routes.requestPhotoUpload, {
    ...own,
    body: { contentType: "image/png", fileSize: bytes.length },
  });
  const {
    uploadUrl,
    fields,
    photoKey: key,
  } = asked as {
    uploadUrl: string;
    fields: Record<string, string>;
    photoKey: string;
  };
  const tooBig = await upload(world, uploadUrl, fields, new Uint8Array([...bytes, 0]));
  must(tooBig >= 400, `a photo that is larger than announced was taken (${String(tooBig)})`);
  const status = await upload(world, uploadUrl, fields, bytes);
  must(status < 300, `the upload of a photo was answered with ${String(status)}`);
  const shown = await world.api.ok(routes.completePhotoUpload, { ...own, body: { photoKey: key } });
  const url = `https://${world.place.photosDomain}/${key}`;
  must(shown["photoUrl"] === url, `the photo is shown at ${String(shown["photoUrl"])}, not at ${url}`);
  return { key, sha256: hash(Buffer.from(bytes)) };
}

async function upload(
  { place }: World,
  uploadUrl: string,
  fields: Record<string, string>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([bytes], { type: "image/png" }));
  return (await fetch(onLocalCloud(place.endpoint, uploadUrl), { method: "POST", body: form })).status;
}

/** The same place on the local cloud: a function signs for the host that it knows. */
function onLocalCloud(endpoint: string, url: string): string {
  const { pathname, hostname } = new URL(url);
  const bucket = hostname.endsWith("amazonaws.com") ? `/${hostname.split(".")[0] ?? ""}` : "";
  return `${endpoint}${bucket}${pathname}`;
}

/**
 * Looks at a photo as everybody sees it: through CloudFront, which the local cloud knows by the name of the host.
 * @param scheme by which the viewer came; the local cloud has no TLS of its own and is told.
 */
export async function look(
  { place }: World,
  key: string,
  scheme: "http" | "https" = "https",
): Promise<{ status: number; sha256: string }> {
  const headers = { host: place.photosDomain, "x-forwarded-proto": scheme };
  return new Promise((resolve, reject) => {
    const request = http.get(`${place.endpoint}/${key}`, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, sha256: hash(Buffer.concat(chunks)) });
      });
    });
    request.once("error", reject);
  });
}

/** Whether a photo is still in the bucket, whatever CloudFront keeps for a while. */
export async function isStored({ place }: World, key: string): Promise<boolean> {
  const s3 = new S3Client({ ...rootClient(place), forcePathStyle: true });
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: place.photosBucket, Prefix: key }),
  );
  return Contents.length > 0;
}

/** @throws JourneyError when the photo is not shown as it was uploaded. */
export async function mustBeShown(world: World, { key, sha256 }: Photo): Promise<void> {
  const seen = await look(world, key);
  must(seen.status === 200, `a photo is not shown: ${String(seen.status)}`);
  must(seen.sha256 === sha256, "a photo is not shown as it was uploaded");
}

function hash(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
