import * as pulumi from "@pulumi/pulumi";

import { forgetStage } from "../config";

/** A resource as the program asked for it. */
export interface Registered {
  type: string;
  name: string;
  /** Inputs; secrets are wrapped, see {@link plain} and {@link isSecret}. */
  inputs: Record<string, unknown>;
}

/** A configuration that is whole and right. */
export const validConfig: Readonly<Record<string, string>> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["123456789012"]',
  "sjc1990app:owner": "team",
  "sjc1990app:costCentre": "alumni",
  "sjc1990app:logRetentionDays": "14",
  "sjc1990app:protectData": "true",
  "sjc1990app:pointInTimeRecovery": "true",
  "sjc1990app:permissionsBoundary": "true",
  "sjc1990app:executionLogs": "errors",
  "sjc1990app:functionDefaults": '{"memorySize":256,"timeout":10}',
  "sjc1990app:alarmsEnabled": "true",
  "sjc1990app:budget": '{"monthlyUsd":200,"dailyUsd":10,"alertsAtUsd":[100,150,200,250]}',
  "sjc1990app:usage": '{"users":500,"requestsPerUser":200,"messagesPerUser":4,"photoMegabytesPerUser":20}',
  "sjc1990app:release": '{"canaryPercent":10,"bakeMinutes":15}',
  "sjc1990app:corsOrigins": '["https://app.example.org"]',
  "sjc1990app:apiThrottle": '{"rate":50,"burst":100}',
  "sjc1990app:approvalsRequired": "1",
  "sjc1990app:emailFrom": "no-reply@example.org",
  "sjc1990app:alertEmails": '["on-call@example.org"]',
  "sjc1990app:smsSenderId": "SJC1990",
  "sjc1990app:jwtSecrets": JSON.stringify({ current: { kid: "k1", secret: "A".repeat(43) } }),
  "sjc1990app:phoneSecret": "B".repeat(42) + "A",
  "sjc1990app:adminPhones": '["+85290000001"]',
};

/** What the cloud chooses, by type, as far as the program uses it further. */
const chosenByAws: Readonly<Record<string, object>> = {
  "aws:acm/certificate:Certificate": {
    domainValidationOptions: [
      {
        resourceRecordName: "_proof.example.org",
        resourceRecordType: "CNAME",
        resourceRecordValue: "_proof.acm-validations.aws",
      },
    ],
  },
};

/** What a program finds when it runs without an engine. */
export interface MockOptions {
  /** Whether what the cloud will choose is not known. Default: false. */
  preview?: boolean;
  /** Default: {@link validConfig}. */
  config?: Readonly<Record<string, string>>;
  /** Default: `dev`. */
  stack?: string;
}

/**
 * Puts the Pulumi runtime in test mode.
 * @returns the list into which every resource that is made from now on goes.
 */
export async function mockProgram({
  preview = false,
  config = validConfig,
  stack = "dev",
}: MockOptions = {}): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, id, ...args }) {
        const inputs = args.inputs as Record<string, unknown>;
        registered.push({ type, name, inputs });
        // While a preview runs, what the cloud will choose is not known.
        if (preview) return { id: undefined, state: inputs };
        const chosen = { arn: `arn:aws:mock:::${name}`, version: "1", ...chosenByAws[type] };
        return { id: id || `${name}-id`, state: { ...chosen, ...inputs } };
      },
      call: ({ token }) => {
        throw new Error(`the program calls ${token}, which no test expects`);
      },
    },
    "sjc1990app",
    stack,
    preview,
  );
  pulumi.runtime.setAllConfig({ ...config });
  forgetStage();
  return registered;
}

/** Waits until all resources that were asked for are registered. */
export async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
}

/** The one resource of a type and name. */
export function only(registered: readonly Registered[], type: string, name: string): Record<string, unknown> {
  const found = registered.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1) throw new Error(`${String(found.length)} resources ${type} ${name}`);
  return found[0]?.inputs ?? {};
}

const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a registered input is a secret. */
export function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value
    ? (value as Record<string, unknown>)["4dabf18193072939515e22adb298388d"] === SECRET_SIGNATURE
    : false;
}
