import { createHash } from "node:crypto";
import * as http from "node:http";

import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

import { routes } from "../../../functions/routes";
import { me, type Person } from "../../people";
import { must } from "./journey";
import { rootClient, type World } from "./world";

/** An uploaded photo. */
export interface Photo {
  key: string;
  sha256: string;
}

/** The signature of a PNG file, then bytes that make each photo unique. */
function picture(seed: string): Uint8Array<ArrayBuffer> {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return new Uint8Array([...signature, ...createHash("sha512").update(seed).digest()]);
}

/** Uploads a photo with a form from the API, as a web page does, and completes the upload. */
export async function uploadPhoto(world: World, person: Person): Promise<Photo> {
  const { api, place } = world;
  const bytes = picture(`${person.userId} ${String(Date.now())}`);
  const own = { params: me, as: person };
  const form = await api.call(routes.requestPhotoUpload, {
    ...own,
    body: { contentType: "image/png", fileSize: bytes.length },
  });
  const tooLarge = await upload(world, form, new Uint8Array([...bytes, 0]));
  must(tooLarge >= 400, `a photo larger than announced is accepted (${String(tooLarge)})`);
  const status = await upload(world, form, bytes);
  must(status < 300, `the upload of a photo answers ${String(status)}`);
  const body = { photoKey: form.photoKey };
  const { photoUrl } = await api.call(routes.completePhotoUpload, { ...own, body });
  // Releases without the folder of uploads show the photo where it was uploaded.
  const key = form.photoKey.replace(/^uploads\//, "profiles/");
  const expected = `https://${place.photosDomain}/${key}`;
  must(photoUrl === expected, `the photo's URL is ${photoUrl}, not ${expected}`);
  return { key, sha256: hash(Buffer.from(bytes)) };
}

async function upload(
  { place }: World,
  { uploadUrl, fields }: { uploadUrl: string; fields: Record<string, string> },
  bytes: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([bytes], { type: "image/png" }));
  return (await fetch(onLocalCloud(place.endpoint, uploadUrl), { method: "POST", body: form })).status;
}

/** The same URL on the local cloud: functions sign for the host name of AWS. */
function onLocalCloud(endpoint: string, url: string): string {
  const { pathname, hostname } = new URL(url);
  const bucket = hostname.endsWith("amazonaws.com") ? `/${hostname.split(".")[0] ?? ""}` : "";
  return `${endpoint}${bucket}${pathname}`;
}

/**
 * Requests a photo from CloudFront, which the local cloud tells by the Host header.
 * @param scheme of the viewer. The local cloud has no TLS, so that a header tells it.
 */
export async function viewPhoto(
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

/** Whether a photo is in the bucket, whatever CloudFront still caches. */
export async function isStored({ place }: World, key: string): Promise<boolean> {
  const s3 = new S3Client({ ...rootClient(place), forcePathStyle: true });
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: place.photosBucket, Prefix: key }),
  );
  return Contents.length > 0;
}

/** @throws Error unless CloudFront serves the photo as it was uploaded. */
export async function checkShown(world: World, { key, sha256 }: Photo): Promise<void> {
  const { status, sha256: served } = await viewPhoto(world, key);
  must(status === 200, `a photo is not served: ${String(status)}`);
  must(served === sha256, "a photo differs from the uploaded one");
}

function hash(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
