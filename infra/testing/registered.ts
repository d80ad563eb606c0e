/* What tests say to a program and read of it. Loads nothing: the program may run in another process. */

/** A resource as the program asked for it. */
export interface Registered {
  type: string;
  name: string;
  /** Inputs; secrets are wrapped, see `isSecret` of mocks.ts. */
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

/** What a program finds when it runs without an engine. */
export interface MockOptions {
  /** Whether what the cloud will choose is not known. Default: false. */
  preview?: boolean;
  /** Default: {@link validConfig}. */
  config?: Readonly<Record<string, string>>;
  /** Default: `dev`. */
  stack?: string;
}

/** The one resource of a type and name. */
export function only(registered: readonly Registered[], type: string, name: string): Record<string, unknown> {
  const found = registered.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1) throw new Error(`${String(found.length)} resources ${type} ${name}`);
  return found[0]?.inputs ?? {};
}
