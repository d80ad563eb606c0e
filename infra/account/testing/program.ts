import type { Registered } from "../../offline/registered";
import { runProgram } from "../../offline/run-program";

/** The stages of {@link validSettings}: one with nothing that may be left out, and one with everything. */
export const stages = [
  { name: "dev", region: "us-east-1", emailFrom: "no-reply@dev.example.org", webFirewall: false },
  {
    name: "staging",
    region: "eu-west-1",
    emailFrom: "no-reply@example.org",
    webFirewall: true,
    domains: { api: "api.example.org", photos: "photos.example.org", hostedZoneId: "Z0123456789ABC" },
  },
];

/** Settings of an account that are whole and right. */
export const validSettings: Readonly<Record<string, string>> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["111122223333"]',
  "sjc1990app-account:owner": "team",
  "sjc1990app-account:costCentre": "alumni",
  "sjc1990app-account:repository": "example-org/platform",
  "sjc1990app-account:defaultBranch": "main",
  "sjc1990app-account:stages": JSON.stringify(stages),
  "sjc1990app-account:smsMonthlySpendUsd": "50",
  "sjc1990app-account:trailRetentionDays": "365",
};

/** What the account's program registers, without an engine. */
export function accountProgram(
  settings: Readonly<Record<string, string>> = validSettings,
  preview = false,
): Promise<Registered[]> {
  return runProgram({ stack: "nonprod", config: settings, preview }, "account");
}
