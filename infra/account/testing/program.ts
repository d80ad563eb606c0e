import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { stringify } from "yaml";

import type { Registered } from "../../offline/registered";
import { runProgram } from "../../offline/run-program";

type Settings = Readonly<Record<string, unknown>>;

const account = ["111122223333"];

/** The files of the stages of {@link validSettings}: one without optional settings, and one with all of them. */
export const stageFiles: Readonly<Record<string, Settings>> = {
  dev: {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": account,
    "sjc1990app:emailFrom": "no-reply@dev.example.org",
  },
  staging: {
    "aws:region": "eu-west-1",
    "aws:allowedAccountIds": account,
    "sjc1990app:emailFrom": "no-reply@example.org",
    "sjc1990app:webFirewall": { requestsPerFiveMinutes: 1000 },
    // As `pulumi config set` writes it.
    "sjc1990app:domains":
      '{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}',
  },
};

/** Valid settings of an account. */
export const validSettings: Readonly<Record<string, string>> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": JSON.stringify(account),
  "sjc1990app-account:owner": "team",
  "sjc1990app-account:costCentre": "alumni",
  "sjc1990app-account:repository": "example-org/platform",
  "sjc1990app-account:stages": JSON.stringify(Object.keys(stageFiles)),
  "sjc1990app-account:smsMonthlySpendUsd": "50",
  "sjc1990app-account:trailRetentionDays": "365",
};

/** What the program of the account registers, without an engine. */
export async function accountProgram({
  settings = validSettings,
  stages = stageFiles,
  preview = false,
}: {
  settings?: Readonly<Record<string, string>>;
  stages?: Readonly<Record<string, Settings>>;
  preview?: boolean;
} = {}): Promise<Registered[]> {
  const checkout = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-account-"));
  try {
    for (const [name, config] of Object.entries(stages))
      fs.writeFileSync(path.join(checkout, `Pulumi.${name}.yaml`), stringify({ config }));
    const cwd = path.join(checkout, "infra/account");
    fs.mkdirSync(cwd, { recursive: true });
    return await runProgram({ stack: "nonprod", config: settings, preview, cwd }, "account");
  } finally {
    fs.rmSync(checkout, { recursive: true });
  }
}
