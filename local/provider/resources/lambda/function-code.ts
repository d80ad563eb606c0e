import { createHash } from "node:crypto";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { UserError } from "../../../../common/errors";
import { Archive, type Value, type Values } from "../resource";
import { strings, tagRecord, text } from "../shared";
import { zipOf } from "./zip";

/**
 * A tag of this provider, hidden from the program: the hash of the archive in the program and that of its zip. The service
 * returns only the second one, and old archives come without their bytes, so both are needed to see that the code changed.
 */
const codeTag = "pulumi-local:code";

const codeProperties = new Set([
  "code",
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "sourceCodeHash",
  "architectures",
]);

/** Whether a change of this property uploads the code again. */
export const isCode = (property: string): boolean => codeProperties.has(property);

/** The request fields of the code, for creation and update. */
export interface CodeRequest {
  ZipFile?: Uint8Array;
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
  Architectures: ("x86_64" | "arm64")[];
}

/**
 * The request fields of a function's code.
 * @throws UserError when it has none.
 */
export function codeRequest(name: string, inputs: Values): CodeRequest {
  const [architecture] = strings(inputs, "architectures");
  const Architectures: CodeRequest["Architectures"] = [architecture === "arm64" ? "arm64" : "x86_64"];
  const code = inputs["code"];
  if (code instanceof Archive) {
    if (code.files.size > 0) return { ZipFile: zipOf(code), Architectures };
    throw new UserError(
      `the code of function ${name} is an empty archive`,
      "Put the file of its handler into `code`.",
    );
  }
  const [bucket, key, version] = [
    text(inputs, "s3Bucket"),
    text(inputs, "s3Key"),
    text(inputs, "s3ObjectVersion"),
  ];
  if (bucket === undefined || key === undefined) {
    throw new UserError(
      `function ${name} has no code`,
      "Give it `code` (an archive), or `s3Bucket` and `s3Key`.",
    );
  }
  const S3ObjectVersion = version === undefined ? {} : { S3ObjectVersion: version };
  return { S3Bucket: bucket, S3Key: key, ...S3ObjectVersion, Architectures };
}

/** The tag from which {@link currentCode} recognizes the code; none for code from S3. */
export function codeTagOf(inputs: Values): Record<string, string> {
  const code = inputs["code"];
  if (!(code instanceof Archive)) return {};
  return { [codeTag]: `${code.hash}:${createHash("sha256").update(zipOf(code)).digest("base64")}` };
}

/** The tags of the program. */
export function withoutCodeTag(tags: Record<string, string> | undefined): Record<string, string> {
  const { [codeTag]: _own, ...rest } = tagRecord(tags);
  return rest;
}

/** The last known code if the service has it, else nothing, so that it shows as a difference. */
export function currentCode(
  { CodeSha256 = "" }: FunctionConfiguration,
  tags: Record<string, string> | undefined,
  last: Values | undefined,
): Value | undefined {
  const code = last?.["code"];
  return code instanceof Archive && tags?.[codeTag] === `${code.hash}:${CodeSha256}` ? code : undefined;
}
