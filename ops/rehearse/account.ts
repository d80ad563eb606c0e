import { CreatePolicyCommand, EntityAlreadyExistsException, IAMClient } from "@aws-sdk/client-iam";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";

import { boundaryName, boundaryStatements } from "../../infra/lib/deploy-permissions";
import registered from "../../infra/lib/deploy-permissions/registered.json";
import { policyDocument } from "../../infra/lib/iam";
import { NO_ACCOUNT } from "../../infra/settings";
import type { Cloud } from "../../local/cloud";
import { rootClient } from "./journeys";
import type { StageSettings } from "./stage-settings";

/**
 * Makes what is there before a stage is deployed for the first time: what the account project provides, and what its
 * owner has confirmed. An upgrade may need more of it than the older program did.
 */
export async function provideAccount(cloud: Cloud, stage: string, settings: StageSettings): Promise<void> {
  const { region } = settings;
  const config = rootClient({ endpoint: cloud.endpoint, region });
  if (settings.permissionsBoundary) {
    const place = { stage, region, accountId: NO_ACCOUNT };
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
