import { CreatePolicyCommand, EntityAlreadyExistsException, IAMClient } from "@aws-sdk/client-iam";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";

import { boundaryName, boundaryStatements } from "../../infra/lib/deploy-permissions";
import registered from "../../infra/lib/deploy-permissions/registered.json";
import { policyDocument } from "../../infra/lib/iam";
import { NO_ACCOUNT } from "../../infra/settings";
import type { Cloud } from "../../local/cloud";
import { rootClient } from "./journeys";
import type { ThrowAwaySecrets } from "./secrets";
import { readSettings, setThrowAways, type StageSettings } from "./stage-settings";

/**
 * Prepares a stage on a local cloud for its first `up`: no account and throw-away secrets in its settings, and what an
 * account provides. @param leftOut secrets that its file had. @returns what the stage's own settings are.
 */
export async function prepareStage(
  cloud: Cloud,
  secrets: ThrowAwaySecrets,
  leftOut: readonly string[],
): Promise<StageSettings> {
  await setThrowAways(cloud, secrets, leftOut);
  const settings = await readSettings(cloud);
  await provideAccount(cloud, settings);
  return settings;
}

/**
 * Makes what is there before a stage is deployed for the first time: what the account project provides, and what its
 * owner has confirmed. An upgrade may need more of it than the older program did.
 */
async function provideAccount(cloud: Cloud, settings: StageSettings): Promise<void> {
  const { region } = settings;
  const config = rootClient({ endpoint: cloud.endpoint, region });
  if (settings.permissionsBoundary) {
    const place = { stage: cloud.stack, region, accountId: NO_ACCOUNT };
    const policy = {
      PolicyName: boundaryName(place),
      PolicyDocument: policyDocument(boundaryStatements(registered.roleActions, place)),
    };
    await new IAMClient(config).send(new CreatePolicyCommand(policy)).catch((error: unknown) => {
      if (!(error instanceof EntityAlreadyExistsException)) throw error;
    });
  }
  // The owner of the address has followed the link that SES sent there.
  if (settings.emailFrom !== "")
    await new SESClient(config).send(new VerifyEmailIdentityCommand({ EmailAddress: settings.emailFrom }));
}
