/**
 * The form of a browser upload to S3, signed by Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html). The SDK's own package for
 * this brings the whole client of S3 along; the signature itself is five hashes.
 */
import { createHmac } from "node:crypto";

/** Credentials that sign; Lambda gives a function those of its role. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What a form lets its holder upload. */
export interface UploadRule {
  bucket: string;
  region: string;
  key: string;
  contentType: string;
  /** Largest size in bytes; the smallest is 1. */
  maxBytes: number;
  /** Seconds from `now`. */
  expiresIn: number;
  /** Epoch ms. */
  now: number;
}

/** Fields to send before the file, as they are: S3 refuses any other value, and any other field. */
export function presignPost(credentials: Credentials, rule: UploadRule): Record<string, string> {
  const time = isoTime(rule.now).replace(/[-:]|\.\d+/g, "");
  const date = time.slice(0, 8);
  const fields = {
    key: rule.key,
    "Content-Type": rule.contentType,
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${credentials.accessKeyId}/${date}/${rule.region}/s3/aws4_request`,
    "x-amz-date": time,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  };
  const document = {
    expiration: isoTime(rule.now + rule.expiresIn * 1000),
    conditions: [
      { bucket: rule.bucket },
      ["content-length-range", 1, rule.maxBytes],
      ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
    ],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString("base64");
  return {
    ...fields,
    policy,
    "x-amz-signature": signPolicy(credentials.secretAccessKey, date, rule.region, policy),
  };
}

/** Signature of a POST policy, hex. @param date `YYYYMMDD`. @param policy in base64. */
export function signPolicy(secretAccessKey: string, date: string, region: string, policy: string): string {
  const key = [date, region, "s3", "aws4_request"].reduce<Buffer>(
    hmac,
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return hmac(key, policy).toString("hex");
}

/** Where a form for a bucket is sent. @param endpoint another one than that of AWS: it has no name for each bucket. */
export function uploadUrl(bucket: string, region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, "")}/${bucket}`;
  return `https://${bucket}.s3.${region}.amazonaws.com/`;
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
