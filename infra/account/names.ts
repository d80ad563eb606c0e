import { project } from "../lib/names";

/** The tag `stage` of resources of the account project. Deployments of stages cannot change such resources. */
export const NO_STAGE = "account";

/** The parts of names and ARNs. */
export interface AccountPlace {
  accountId: string;
  region: string;
}

/** `sjc1990app-<thing>`. */
export const accountName = (thing: string): string => `${project}-${thing}`;

/** `sjc1990app-<thing>-<account>`: bucket names are unique across accounts. */
export const accountBucket = (thing: string, { accountId }: AccountPlace): string =>
  `${accountName(thing)}-${accountId}`;

/** Names of the roles of GitHub workflows. */
export const previewRole = accountName("preview");
export const deployRole = (stage: string): string => accountName(`deploy-${stage}`);

export const pruneRole = (stage: string): string => accountName(`prune-${stage}`);
export const restoreRole = (stage: string): string => accountName(`restore-${stage}`);

/*
 * GitHub environments. A job with AWS credentials names one, and a role trusts exactly one, or one for each stage of its
 * account. They are separate because each has its own approvals and branches.
 */

/** GitHub environment of deployments, releases and rollbacks of a stage: its name; that of `prod` is `production`. */
export const deployEnvironment = (stage: string): string => (stage === "prod" ? "production" : stage);

/** GitHub environment of jobs that only read a stage: previews, reports and the detection of drift. */
export const previewEnvironment = (stage: string): string => `preview-${stage}`;

/** GitHub environment of the workflow that prunes a stage. */
export const pruneEnvironment = (stage: string): string => `prune-${stage}`;

/** GitHub environment of the workflow that restores data of a stage. It should require an approval. */
export const restoreEnvironment = (stage: string): string => `restore-${stage}`;

export const roleArn = (name: string, { accountId }: AccountPlace): string =>
  `arn:aws:iam::${accountId}:role/${name}`;

export const policyArn = (name: string, { accountId }: AccountPlace): string =>
  `arn:aws:iam::${accountId}:policy/${name}`;
