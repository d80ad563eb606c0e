import { CreatePolicyCommand, EntityAlreadyExistsException, IAMClient } from "@aws-sdk/client-iam";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import type { Stack } from "@pulumi/pulumi/automation";

import { boundaryName, boundaryStatements } from "../../infra/lib/deploy-permissions";
import registered from "../../infra/lib/deploy-permissions/registered.json";
import { policyDocument } from "../../infra/lib/iam";
import { NO_ACCOUNT } from "../../infra/settings";
import type { Cloud } from "../../local/cloud";
import { openStack } from "../stages/engine";
import { rootClient } from "./journeys";
import type { ThrowAwaySecrets } from "./secrets";
import { readSettings, setThrowAways, type StageSettings } from "./stage-settings";

/** A stage on a local cloud, ready for `up`. */
export interface PreparedStage {
  cloud: Cloud;
  stack: Stack;
  settings: StageSettings;
}

/**
 * Prepares a stage on a local cloud for `up`: no account, throw-away secrets, and everything that the account project
 * or the stage's owner provides beforehand.
 */
export async function prepareStage(cloud: Cloud, secrets: ThrowAwaySecrets): Promise<PreparedStage> {
  const stack = await openStack(cloud);
  await setThrowAways(stack, secrets);
  const settings = await readSettings(stack);
  await provideAccount(cloud, settings);
  return { cloud, stack, settings };
}

/** An upgrade repeats this: the newer program may need more than the older one. */
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
  // On AWS the owner of the address follows a link from SES.
  if (settings.emailFrom !== "")
    await new SESClient(config).send(new VerifyEmailIdentityCommand({ EmailAddress: settings.emailFrom }));
}
