/**
 * Presigned POST forms for browser uploads to S3, with Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html). The package of the SDK for this
 * needs the S3 client, which would more than double the function's bundle.
 */
import { createHmac } from "node:crypto";

/** Credentials that sign a form. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What a form allows to upload. */
export interface UploadRule {
  bucket: string;
  region: string;
  key: string;
  contentType: string;
  /** Maximum size, bytes; the minimum is 1. */
  maxBytes: number;
  /** Validity, s. */
  expiresIn: number;
  /** Epoch ms. */
  now: number;
}

/** Form fields to send, unchanged, before the file. S3 rejects other values and additional fields. */
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

/** URL to send a form to. @param endpoint custom S3 endpoint, with path-style URLs. */
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
