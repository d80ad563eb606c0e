import * as aws from "@pulumi/aws";

import {
  boundaryName,
  boundaryStatements,
  deployStatements,
  previewStatements,
  pruneStatements,
  restoreStatements,
  type Inventory,
} from "../lib/deploy-permissions";
import inventoryJson from "../lib/deploy-permissions/registered.json";
import { policyDocument, trustPolicy } from "../lib/iam";
import { tagResources } from "../tags";
import { AccountKey } from "./account-key";
import { loadAccount } from "./config";
import {
  accountBucket,
  accountName,
  deployEnvironment,
  deployRole,
  NO_STAGE,
  policyArn,
  previewEnvironment,
  previewRole,
  pruneEnvironment,
  pruneRole,
  restoreEnvironment,
  restoreRole,
} from "./names";
import { PrivateBucket } from "./private-bucket";
import { backendUrl, readState, secretsProvider, stateKeyUses, writeState } from "./state";
import { AuditTrail } from "./trail";
import { GITHUB_TOKENS, WorkflowRole } from "./workflow-role";

const account = loadAccount();
const { accountId, repository, stages } = account;
const inventory: Inventory = inventoryJson;
const stageNames = stages.map(({ stage }) => stage);

tagResources({ ...account, stage: NO_STAGE });

// Roles of GitHub workflows. AWS verifies GitHub's certificates itself, so that no thumbprint is needed.

const github = new aws.iam.OpenIdConnectProvider("github", {
  url: `https://${GITHUB_TOKENS}`,
  clientIdLists: ["sts.amazonaws.com"],
});

const preview = new WorkflowRole("preview", {
  roleName: previewRole,
  description: "Previews, reports on and finds drift in all stages; read-only",
  account,
  provider: github,
  repository,
  subjects: stageNames.map((stage) => `environment:${previewEnvironment(stage)}`),
  statements: [
    ...readState(stageNames, account),
    ...stages.flatMap((stage) => previewStatements(inventory, stage)),
  ],
});

const deployments = stages.map(
  (stage) =>
    new WorkflowRole(`deploy-${stage.stage}`, {
      roleName: deployRole(stage.stage),
      description: `Deploys the stage ${stage.stage}`,
      account,
      provider: github,
      repository,
      subjects: [`environment:${deployEnvironment(stage.stage)}`],
      statements: [...writeState(stage.stage, account), ...deployStatements(inventory, stage)],
    }),
);

const pruning = stages.map(
  (stage) =>
    new WorkflowRole(`prune-${stage.stage}`, {
      roleName: pruneRole(stage.stage),
      description: `Deletes what the stage ${stage.stage} no longer needs`,
      account,
      provider: github,
      repository,
      subjects: [`environment:${pruneEnvironment(stage.stage)}`],
      statements: [...readState([stage.stage], account), ...pruneStatements(inventory, stage)],
    }),
);

const restoring = stages.map(
  (stage) =>
    new WorkflowRole(`restore-${stage.stage}`, {
      roleName: restoreRole(stage.stage),
      description: `Restores data of the stage ${stage.stage}`,
      account,
      provider: github,
      repository,
      subjects: [`environment:${restoreEnvironment(stage.stage)}`],
      statements: restoreStatements(inventory, stage),
    }),
);

// Permissions boundaries: deployments can create roles only with the boundary of their stage.

for (const stage of stages) {
  new aws.iam.Policy(`boundary-${stage.stage}`, {
    name: boundaryName(stage),
    // IAM cannot change the description of a policy, and Pulumi would replace it.
    description: `What roles of ${stage.stage} may do at most`,
    policy: policyDocument(boundaryStatements(inventory.roleActions, stage)),
  });
}

// Pulumi state of the stages.

const stateKey = new AccountKey("state", {
  description: "Encrypts the Pulumi state of the stages and the secrets in it",
  account,
  uses: stateKeyUses(stageNames, account),
  roles: [preview, ...deployments, ...pruning].map(({ role }) => role),
});

new PrivateBucket("state", {
  bucket: accountBucket("state", account),
  key: stateKey.key,
  // Old versions allow a stack to be restored.
  expiry: { noncurrentVersionExpiration: { noncurrentDays: 90, newerNoncurrentVersions: 20 } },
});

// Settings of the whole account.

new AuditTrail("trail", { account, retentionDays: account.trailRetentionDays });

new aws.s3.AccountPublicAccessBlock("private-buckets", {
  accountId,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});

// API Gateway writes the logs of all APIs of a region with one role, and accepts only AWS's own policy on it.
const gatewayLogs = new aws.iam.Role("gateway-logs", {
  name: accountName("gateway-logs"),
  description: "Lets API Gateway write logs",
  assumeRolePolicy: trustPolicy("apigateway.amazonaws.com", account),
});
const gatewayLogsPolicy = new aws.iam.RolePolicyAttachment("gateway-logs", {
  role: gatewayLogs.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
});

for (const region of new Set(stages.map((stage) => stage.region))) {
  new aws.apigateway.Account(
    `gateway-${region}`,
    { region, cloudwatchRoleArn: gatewayLogs.arn },
    { dependsOn: [gatewayLogsPolicy] },
  );
  new aws.sns.SmsPreferences(`text-messages-${region}`, {
    region,
    monthlySpendLimit: account.smsMonthlySpendUsd,
    defaultSmsType: "Transactional",
  });
}

export const stateBackend = backendUrl(account);
export const secretsProviders = Object.fromEntries(
  stageNames.map((stage) => [stage, secretsProvider(stage, account)]),
);
export const previewRoleArn = preview.role.arn;
export const deployRoleArns = Object.fromEntries(
  stageNames.map((stage, index) => [stage, deployments[index]?.role.arn]),
);
export const pruneRoleArns = Object.fromEntries(
  stageNames.map((stage, index) => [stage, pruning[index]?.role.arn]),
);
export const restoreRoleArns = Object.fromEntries(
  stageNames.map((stage, index) => [stage, restoring[index]?.role.arn]),
);
export const boundaryArns = Object.fromEntries(
  stageNames.map((stage) => [stage, policyArn(boundaryName({ stage }), account)]),
);
