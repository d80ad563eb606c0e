import type { Failure } from "./check";
import { isLoopback, type Connection } from "../clients/connect";
import { isInternal, plainProperties, type Properties } from "../properties/values";
import type { Value } from "../resources/resource";

/** The settings of the stack (`aws:…`) or of an `aws.Provider`. */
export interface Settings {
  connection: Connection;
  defaultTags: Record<string, string>;
  /** When not empty, the only accounts to work on. */
  allowedAccountIds: string[];
}

const supported = [
  "region",
  "accessKey",
  "secretKey",
  "token",
  "endpoints",
  "defaultTags",
  "allowedAccountIds",
];
/** Settings without effect here: there is no metadata service, and S3 always uses path style. */
const ignored = [
  "version",
  "pluginDownloadURL",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "s3UsePathStyle",
];

/** Reads and validates settings from `aws:` config (JSON in strings) or provider arguments. */
export function readSettings(
  properties: Properties,
  env: NodeJS.ProcessEnv,
): { settings: Settings; failures: Failure[] } {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string): void => void failures.push({ property, reason });
  const values = plainProperties(properties);
  for (const name of Object.keys(properties)) {
    if (!isInternal(name) && !supported.includes(name) && !ignored.includes(name)) {
      fail(
        name,
        `the local cloud does not serve the setting aws:${name}; add it to local/provider/server/config.ts`,
      );
    }
  }
  const text = (name: string, ...variables: string[]): string | undefined => {
    const value = values[name];
    if (typeof value === "string" && value !== "") return value;
    return variables.map((variable) => env[variable]).find((set) => set !== undefined && set !== "");
  };
  const endpoint = text("", "AWS_ENDPOINT_URL");
  const endpoints: Record<string, string> = {};
  for (const group of listOf(parsed(values["endpoints"]))) {
    for (const [service, url] of Object.entries(objectOf(group))) {
      if (typeof url === "string" && url !== "") endpoints[service] = url;
    }
  }
  const elsewhere = (url: string): string =>
    `this provider serves the local cloud only, and ${url} is not on this machine`;
  for (const url of Object.values(endpoints)) if (!isLoopback(url)) fail("endpoints", elsewhere(url));
  if (endpoint !== undefined && !isLoopback(endpoint)) fail("", `${elsewhere(endpoint)} (AWS_ENDPOINT_URL)`);
  if (endpoint === undefined && Object.keys(endpoints).length === 0) {
    fail(
      "",
      "this provider serves the local cloud only, and AWS_ENDPOINT_URL does not say where that is: " +
        "run `npm run pulumi -- …`, which sets it",
    );
  }
  const sessionToken = text("token", "AWS_SESSION_TOKEN");
  const settings: Settings = {
    connection: {
      region: text("region", "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1",
      accessKeyId: text("accessKey", "AWS_ACCESS_KEY_ID") ?? "test",
      secretAccessKey: text("secretKey", "AWS_SECRET_ACCESS_KEY") ?? "test",
      ...(sessionToken === undefined ? {} : { sessionToken }),
      endpoint,
      endpoints,
    },
    defaultTags: tagsOf(parsed(values["defaultTags"])),
    allowedAccountIds: listOf(parsed(values["allowedAccountIds"])).map(String),
  };
  return { settings, failures };
}

function parsed(value: Value | undefined): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

function tagsOf(value: unknown): Record<string, string> {
  const tags = Object.entries(objectOf(objectOf(value)["tags"]));
  return Object.fromEntries(tags.map(([key, tag]) => [key, String(tag)]));
}
