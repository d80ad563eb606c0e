import { CommandError } from "@pulumi/pulumi/automation";

import { NO_ACCOUNT, optionalSettings, settings, THROW_AWAY } from "../../../infra/settings";
import { parseSetting, type Settings } from "../../../infra/lib/settings-reader";
import { StageFile } from "../../secrets/stage-file";
import { failed, passed, type Check } from "../check";
import type { PreflightContext } from "./context";

/** The secrets of the stage can be decrypted, are valid, and are neither placeholders nor published. */
export const secrets: Check<PreflightContext> = {
  name: "secrets",
  summary: "the secrets of the stage are there, valid, and not the published ones",
  async run({ stage }) {
    const init = `npm run stack:init -- --stack ${stage.name}`;
    if (StageFile.read(stage.projectDir, stage.name).hasPlaceholders())
      return failed("the secrets are the placeholders of the repository", `Create them: ${init}`);
    const values = await decrypted(stage);
    if (values === undefined)
      return failed(
        "the secrets of the stage cannot be decrypted",
        "Set PULUMI_CONFIG_PASSPHRASE, or sign in with a role that may use the key. See docs/secrets.md.",
      );
    const required = namesOf(settings);
    const optional = namesOf(optionalSettings).filter((name) => values.has(name));
    const problems = [...required, ...optional].flatMap((name) => {
      const problem = problemOf(name, values.get(name), stage.place.accountId);
      return problem === undefined ? [] : [`${name} ${problem}`];
    });
    if (problems.length > 0)
      return failed(problems.join("; "), `Set them. New secrets: ${init}. See docs/secrets.md.`);
    return passed([...required, ...optional].join(", "));
  },
};

function namesOf(all: Settings): string[] {
  return Object.keys(all).filter((name) => all[name]?.secret === true);
}

async function decrypted(stage: PreflightContext["stage"]): Promise<Map<string, string> | undefined> {
  try {
    const all = await (await stage.stack()).getAllConfig();
    return new Map(
      Object.entries(all).map(([key, { value }]) => [key.slice(key.indexOf(":") + 1), value] as const),
    );
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

/** Never the value itself. */
function problemOf(name: string, value: string | undefined, accountId: string): string | undefined {
  const setting = { ...settings, ...optionalSettings }[name as keyof typeof settings];
  if (value === undefined || value === "") return "is missing";
  if (accountId !== NO_ACCOUNT && value.includes(THROW_AWAY)) return "is a published throw-away value";
  return parseSetting<unknown>(setting.schema, value).success ? undefined : `is not ${setting.expects}`;
}
