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

/** GitHub environment of the workflow that prunes a stage. It is not that of deployments, which may need an approval. */
export const pruneEnvironment = (stage: string): string => `prune-${stage}`;

/** GitHub environment of the workflow that restores data of a stage. It should require an approval. */
export const restoreEnvironment = (stage: string): string => `restore-${stage}`;

export const roleArn = (name: string, { accountId }: AccountPlace): string =>
  `arn:aws:iam::${accountId}:role/${name}`;

export const policyArn = (name: string, { accountId }: AccountPlace): string =>
  `arn:aws:iam::${accountId}:policy/${name}`;
