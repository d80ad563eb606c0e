import { project } from "../lib/names";

/** The tag `stage` of what belongs to no stage. No deployment may change it. */
export const NO_STAGE = "account";

/** What of an account a name is made of. */
export interface AccountPlace {
  accountId: string;
  region: string;
}

/** `sjc1990app-<thing>`. */
export const accountName = (thing: string): string => `${project}-${thing}`;

/** `sjc1990app-<thing>-<account>`, as all accounts share one space of names of buckets. */
export const accountBucket = (thing: string, { accountId }: AccountPlace): string =>
  `${accountName(thing)}-${accountId}`;

/** Roles of GitHub's workflows. */
export const previewRole = accountName("preview");
export const deployRole = (stage: string): string => accountName(`deploy-${stage}`);

export const roleArn = (name: string, { accountId }: AccountPlace): string =>
  `arn:aws:iam::${accountId}:role/${name}`;

export const policyArn = (name: string, { accountId }: AccountPlace): string =>
  `arn:aws:iam::${accountId}:policy/${name}`;
