/** A resource as the program asked for it. */
export interface Registered {
  type: string;
  name: string;
  /** Inputs; secrets are wrapped objects. */
  inputs: Record<string, unknown>;
  /** `<type>::<name>` of the resources that it waits for, by its inputs and its options. */
  dependencies: readonly string[];
  /** Whether it is protected against deletion. */
  protect: boolean;
  /** Properties of which a change replaces it, by its options. */
  replaceOnChanges: readonly string[];
  /** URNs that it had in earlier versions of the program; the URN of the parent, if only that was another. */
  aliases: readonly string[];
}

/** How a program runs without an engine. */
export interface OfflineOptions {
  /** Whether values that the cloud chooses are unknown. Default: false. */
  preview?: boolean;
  /** Default: {@link validConfig}. */
  config?: Readonly<Record<string, string>>;
  /** Default: `dev`. */
  stack?: string;
  /** Folder of the project, which Pulumi runs the program in. Default: the folder of this process. */
  cwd?: string;
}

/** A complete, valid configuration of a stage. */
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
  "sjc1990app:methodMetrics": "false",
  "sjc1990app:functionDefaults": '{"memorySize":256,"timeout":10}',
  "sjc1990app:alarmsEnabled": "true",
  "sjc1990app:corsOrigins": '["https://app.example.org"]',
  "sjc1990app:apiThrottle": '{"rate":50,"burst":100}',
  "sjc1990app:approvalsRequired": "1",
  "sjc1990app:signInLimits": '{"perSource":60,"perStage":1000}',
  "sjc1990app:callingCodes": '["852","44"]',
  "sjc1990app:emailFrom": "no-reply@example.org",
  "sjc1990app:alertEmails": '["on-call@example.org"]',
  "sjc1990app:healthCheckMinutes": "5",
  "sjc1990app:budget": '{"target":200,"monthly":[100,150,200,250],"daily":10}',
  "sjc1990app:smsSenderId": "SJC1990",
  "sjc1990app:jwtSecrets": JSON.stringify({ current: { kid: "k1", secret: "A".repeat(43) } }),
  "sjc1990app:phoneSecret": "B".repeat(42) + "A",
  "sjc1990app:adminPhones": '["+85297000001"]',
};
