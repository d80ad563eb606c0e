import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { UserError } from "../../../common/errors";
import type { AccountPlace } from "../../../infra/account/names";
import { StageFile } from "../../secrets/stage-file";

/** A stage, and the AWS account that it is deployed to. */
export interface StageInAccount {
  stage: string;
  /** Region of the stage. */
  region: string;
  /** With the region of the Pulumi state. */
  account: AccountPlace;
}

/**
 * The stages on AWS, from the files of the account project and of the stages.
 * @param checkout folder with Pulumi.yaml.
 * @param repository the accounts must trust it, `<owner>/<name>`.
 * @throws UserError when an account trusts another repository, or a stage is in no account or in another one.
 */
export function stagesInAccounts(checkout: string, repository: string): StageInAccount[] {
  const folder = path.join(checkout, "infra/account");
  const files = fs.readdirSync(folder).filter((name) => /^Pulumi\.\w+\.yaml$/.test(name));
  return files.flatMap((file) => {
    const { config } = parse(fs.readFileSync(path.join(folder, file), "utf8")) as {
      config: Record<string, unknown>;
    };
    const stack = file.split(".")[1] ?? "";
    const trusted = config["sjc1990app-account:repository"];
    if (trusted !== repository)
      throw new UserError(
        `the account "${stack}" trusts the repository ${String(trusted)}, not ${repository}`,
        `Give that one, or change it: npm run account -- config set repository ${repository} --stack ${stack}`,
      );
    const accountId = idOf(config);
    const account = { accountId, region: String(config["aws:region"]) };
    return (config["sjc1990app-account:stages"] as string[]).map((stage) => {
      const settings = StageFile.read(checkout, stage).plain();
      if (idOf(settings) !== accountId)
        throw new UserError(
          `the stage "${stage}" is in the account ${idOf(settings)}, but the account "${stack}" is ${accountId}`,
          `Fix aws:allowedAccountIds in Pulumi.${stage}.yaml or infra/account/${file}. See docs/account.md.`,
        );
      return { stage, region: String(settings["aws:region"]), account };
    });
  });
}

const idOf = (config: Readonly<Record<string, unknown>>): string =>
  String([config["aws:allowedAccountIds"]].flat()[0]);
