import { ACCESS_TOKEN_SECONDS } from "../../functions/shared/access-token";
import { SECRETS_MAX_AGE } from "../../functions/shared/secrets";
import { UserError } from "../../common/errors";
import { freshKey, type JwtSecrets } from "./keys";

/** The keys that a stage is deployed with. */
export interface DeployedKeys {
  keys: JwtSecrets;
  /** Epoch ms of the update that set them. */
  at: number;
}

/** `rotate`: a new key signs. `drop-previous`: the previous key is no longer accepted. `leaked`: both at once. */
export type KeyChange = "rotate" | "drop-previous" | "leaked";

/** What {@link changeKeys} needs. */
export interface KeyChangeArgs {
  change: KeyChange;
  stack: string;
  /** The keys in the stage file. */
  configured: JwtSecrets;
  /** Absent before the first deployment. */
  deployed?: DeployedKeys;
  /** Change them even if access tokens become invalid early. */
  force: boolean;
  /** Epoch ms. */
  now: number;
}

/** Allowance for failed reads of the parameter and for clock skew, ms. */
const MARGIN = 60_000;

/**
 * How long after an update access tokens of the previous key may still be valid, ms: functions sign with it until they
 * read the keys again, and the last token they sign then lives its full life.
 */
export const SETTLING = SECRETS_MAX_AGE + ACCESS_TOKEN_SECONDS * 1000 + MARGIN;

/**
 * The keys after a change; `undefined` when there is nothing to change.
 * @throws UserError when access tokens would become invalid early, unless `force` is set.
 */
export function changeKeys(args: KeyChangeArgs): JwtSecrets | undefined {
  const { change, configured, now } = args;
  const fresh = freshKey(new Date(now));
  if (change === "leaked") return { current: fresh };
  if (change === "drop-previous" && configured.previous === undefined) return undefined;
  if (!args.force) refuseEarly(args);
  return change === "rotate"
    ? { current: fresh, previous: configured.current }
    : { current: configured.current };
}

/** Both changes drop the key that is the previous one now. No token of it may still be valid. */
function refuseEarly({ stack, configured, deployed, now }: KeyChangeArgs): void {
  if (deployed === undefined) return;
  const force = "Or add --force: some access tokens become invalid, and apps refresh them.";
  if (deployed.keys.current.kid !== configured.current.kid) {
    throw new UserError(
      `the stage still signs with the key ${deployed.keys.current.kid}; its file has ${configured.current.kid}`,
      `Deploy the file first: npm run pulumi -- up --stack ${stack}\nIs the file outdated? Pull the newest.\n${force}`,
    );
  }
  const until = deployed.at + SETTLING;
  if (deployed.keys.previous === undefined || now >= until) return;
  throw new UserError(
    `access tokens of the key ${deployed.keys.previous.kid} may be valid until ${timeOf(until)}`,
    `Wait until then.\n${force}`,
  );
}

/** `2026-11-25 10:20 UTC`, rounded up to the minute. */
function timeOf(epochMs: number): string {
  const minute = new Date(Math.ceil(epochMs / 60_000) * 60_000).toISOString();
  return `${minute.slice(0, 10)} ${minute.slice(11, 16)} UTC`;
}
