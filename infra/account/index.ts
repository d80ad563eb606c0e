import * as aws from "@pulumi/aws";

import { boundaryName, deployStatements, previewStatements, type Inventory } from "../lib/deploy-permissions";
import inventoryJson from "../lib/deploy-permissions/registered.json";
import { trustPolicy } from "../lib/iam";
import { tags as tagsOf } from "../lib/tags";
import { AccountKey } from "./account-key";
import { loadAccount } from "./config";
import { boundary, trustGitHub, WorkflowRole } from "./github";
import { accountBucket, accountName, deployRole, NO_STAGE, policyArn, previewRole } from "./names";
import { PrivateBucket } from "./private-bucket";
import { backendUrl, readState, secretsProvider, stateKeyUses, writeState } from "./state";
import { AuditTrail } from "./trail";

const account = loadAccount();
const { accountId, repository, stages } = account;
const inventory: Inventory = inventoryJson;
const stageNames = stages.map(({ stage }) => stage);
const tags = (component: string, stage = NO_STAGE) => tagsOf(component, { ...account, stage });

// Who deploys: workflows of the repository, by tokens of GitHub; a stage's by its environment, which asks for approval.

const github = trustGitHub(tags("delivery"));

const preview = new WorkflowRole("preview", {
  roleName: previewRole,
  description: "Previews changes of every stage and looks for drift; reads only",
  account,
  provider: github,
  repository,
  subjects: ["pull_request", `ref:refs/heads/${account.defaultBranch}`],
  statements: [
    ...readState(stageNames, account),
    ...stages.flatMap((stage) => previewStatements(inventory, stage)),
  ],
  tags: tags("delivery"),
});

const deployments = stages.map((stage) => {
  boundary(inventory, stage, tags("delivery"));
  return new WorkflowRole(`deploy-${stage.stage}`, {
    roleName: deployRole(stage.stage),
    description: `Deploys ${stage.stage}, and nothing else`,
    account,
    provider: github,
    repository,
    subjects: [`environment:${stage.stage}`],
    statements: [...writeState(stage.stage, account), ...deployStatements(inventory, stage)],
    tags: tags("delivery"),
  });
});

// Where the states of the stages are.

const state = new AccountKey("state", {
  description: "Encrypts the states of the stages and the secrets in them",
  account,
  uses: stateKeyUses(stageNames, account),
  after: [preview, ...deployments].map(({ role }) => role),
  tags: tags("state"),
});

new PrivateBucket("state", {
  bucket: accountBucket("state", account),
  key: state.key,
  // An older state is of use for as long as somebody may want to go back to it.
  expiry: { noncurrentVersionExpiration: { noncurrentDays: 90, newerNoncurrentVersions: 20 } },
  tags: tags("state"),
});

// What holds for the whole account.

new AuditTrail("trail", {
  account,
  retentionDays: account.trailRetentionDays,
  tags: tags("audit"),
});

new aws.s3.AccountPublicAccessBlock("private-buckets", {
  accountId,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});

// API Gateway writes logs of all APIs of a region by one role. Its policy is AWS's own: API Gateway refuses a role that
// it finds too narrow.
const gatewayLogs = new aws.iam.Role("gateway-logs", {
  name: accountName("gateway-logs"),
  description: "Lets API Gateway write logs",
  assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
  tags: tags("api"),
});
const mayWriteLogs = new aws.iam.RolePolicyAttachment("gateway-logs", {
  role: gatewayLogs.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
});

for (const region of new Set(stages.map((stage) => stage.region))) {
  new aws.apigateway.Account(
    `gateway-${region}`,
    { region, cloudwatchRoleArn: gatewayLogs.arn },
    { dependsOn: [mayWriteLogs] },
  );
  // Text messages cost money: beyond the limit none is sent.
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
export const boundaryArns = Object.fromEntries(
  stageNames.map((stage) => [stage, policyArn(boundaryName({ stage }), account)]),
);
