import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { parseXML } from "@aws-sdk/xml-builder";
import { Sha256Node } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { JsonClient, JsonService, QueryClient, XmlClient } from "./clients";
import type { Value, Values } from "../properties/plain";

/** The part of an SDK client's configuration that these clients need. */
export interface SignedSettings {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Prefix of the action in `X-Amz-Target`. */
const targets: Record<JsonService, string> = {
  acm: "CertificateManager",
  budgets: "AWSBudgetServiceGateway",
  cloudtrail: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
  events: "AWSEvents",
  kms: "TrentService",
  wafv2: "AWSWAF_20190729",
};

/** An error response of a service, in the form of the SDK's errors. */
class ServiceError extends Error {
  readonly $fault = "client";

  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Calls a service with AWS's JSON protocol, without an SDK client and without retries: the emulator is on this machine.
 */
export function jsonClient(service: JsonService, settings: SignedSettings): JsonClient {
  return {
    async call(action, request) {
      const { status, body } = await send(service, settings, {
        method: "POST",
        path: "/",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `${targets[service]}.${action}`,
        },
        body: JSON.stringify(request),
      });
      const answer = (body === "" ? {} : JSON.parse(body)) as Values;
      if (status < 300) return answer;
      const [type = "", message] = [answer["__type"], answer["message"] ?? answer["Message"]].map(plainText);
      throw new ServiceError(type.split("#").at(-1) || `Status${status}`, message ?? body);
    },
  };
}

/** Route 53, which uses XML. */
export function route53Client(settings: SignedSettings): XmlClient {
  return {
    async call(method, path, { query = {}, body }) {
      return xmlAnswer(
        await send("route53", settings, {
          method,
          path: `/2013-04-01${path}`,
          query,
          headers: { "content-type": "text/xml" },
          ...(body === undefined ? {} : { body }),
        }),
      );
    },
  };
}

/** STS, of which one call is needed. */
export function stsClient(settings: SignedSettings): QueryClient {
  return {
    async call(Action) {
      const response = xmlAnswer(
        await send("sts", settings, {
          method: "POST",
          path: "/",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ Action, Version: "2011-06-15" }).toString(),
        }),
      );
      return (response[`${Action}Result`] ?? {}) as Values;
    },
  };
}

/** The content of the root element of an XML response. */
function xmlAnswer({ status, body }: Answer): Values {
  const [response = {}] = Object.values(parseXML(body) as Record<string, Values>);
  if (status < 300) return response;
  const error = (response["Error"] ?? {}) as Values;
  const [code, message] = [error["Code"], error["Message"]].map(plainText);
  throw new ServiceError(code ?? `Status${status}`, message ?? body);
}

interface Answer {
  status: number;
  body: string;
}

interface Call {
  method: string;
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  body?: string;
}

async function send(
  service: string,
  { endpoint, region, credentials }: SignedSettings,
  { headers, ...call }: Call,
): Promise<Answer> {
  const { protocol, host, hostname, port } = new URL(endpoint);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256Node });
  const signed = await signer.sign({ ...call, protocol, hostname, headers: { host, ...headers } });
  const search = new URLSearchParams(call.query).toString();
  const path = `${call.path}${search === "" ? "" : `?${search}`}`;
  return exchange(
    // IPv6 addresses without brackets, as the resolver expects them.
    {
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port,
      path,
      method: call.method,
      headers: signed.headers,
    },
    call.body,
  );
}

function exchange(options: RequestOptions, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = options.protocol === "https:" ? httpsRequest(options) : httpRequest(options);
    request.on("error", reject).on("response", (response) => {
      const parts: Buffer[] = [];
      response
        .on("data", (part: Buffer) => parts.push(part))
        .on("error", reject)
        .on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
        );
    });
    request.end(body);
  });
}

const plainText = (value: Value | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
