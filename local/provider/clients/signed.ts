import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { Sha256Node } from "@smithy/core/checksum";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Value, Values } from "../properties/plain";

/** Services called with AWS's JSON protocol, without an SDK client. */
export type JsonService = "acm" | "budgets" | "cloudtrail" | "events" | "kms" | "wafv2";

/** A service of which a few calls are needed. Requests and responses are JSON, as in its API reference. */
export interface JsonClient {
  /** @throws an error with the name that the service gives it. */
  call(action: string, request: object): Promise<Values>;
}

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

const handler = new NodeHttpHandler();

/**
 * Calls a service with AWS's JSON protocol, without an SDK client and without retries: the emulator is on this machine.
 */
export function jsonClient(service: JsonService, settings: SignedSettings): JsonClient {
  const { endpoint, region, credentials } = settings;
  const { protocol, host, hostname, port } = new URL(endpoint);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256Node });
  return {
    async call(action, request) {
      const unsigned = new HttpRequest({
        method: "POST",
        protocol,
        hostname,
        ...(port !== "" && { port: Number(port) }),
        path: "/",
        headers: {
          host,
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `${targets[service]}.${action}`,
        },
        body: JSON.stringify(request),
      });
      const signed = new HttpRequest(await signer.sign(unsigned));
      const { response } = await handler.handle(signed);
      const body = await text(response.body as Readable);
      const answer = (body === "" ? {} : JSON.parse(body)) as Values;
      if (response.statusCode < 300) return answer;
      const [type = "", message] = [answer["__type"], answer["message"] ?? answer["Message"]].map(plainText);
      throw new ServiceError(type.split("#").at(-1) || `Status${response.statusCode}`, message ?? body);
    },
  };
}

const plainText = (value: Value | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
