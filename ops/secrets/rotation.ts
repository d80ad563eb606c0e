import { ACCESS_TOKEN_SECONDS } from "../../functions/shared/access-token";
import { SECRETS_MAX_AGE } from "../../functions/shared/secrets";
import { UserError } from "../../common/errors";
import { freshKey, type JwtSecrets } from "./keys";

/** What runs in a stage: the keys, and since when. */
export interface DeployedKeys {
  keys: JwtSecrets;
  /** Epoch ms of the update that set them. */
  at: number;
}

/** `rotate`: a fresh key signs. `drop-previous`: the one before is no more accepted. `leaked`: both at once. */
export type KeyChange = "rotate" | "drop-previous" | "leaked";

/** What {@link changeKeys} decides by. */
export interface KeyChangeArgs {
  change: KeyChange;
  stack: string;
  /** In the stage's file. */
  configured: JwtSecrets;
  /** In the stage; absent where nothing was deployed yet. */
  deployed?: DeployedKeys;
  /** Do it although access tokens end before their time. */
  force: boolean;
  /** Epoch ms. */
  now: number;
}

/** For readings that fail and are tried again, and for clocks that differ, ms. */
const MARGIN = 60_000;

/**
 * How long after an update access tokens of the key before may still be in use, ms: functions sign with it until they
 * ask for the keys again, and what they signed last lives its whole life.
 */
export const SETTLING = SECRETS_MAX_AGE + ACCESS_TOKEN_SECONDS * 1000 + MARGIN;

/**
 * The keys that a change makes of those in the stage's file; `undefined` when there is nothing to change.
 * @throws UserError when access tokens would end before their time, and that was not asked for.
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

/** Both ways of changing let go of the key that is the previous one now: of it no token may be left. */
function refuseEarly({ stack, configured, deployed, now }: KeyChangeArgs): void {
  if (deployed === undefined) return;
  const force = "Or add --force: some access tokens end, and apps get new ones by their refresh tokens.";
  if (deployed.keys.current.kid !== configured.current.kid) {
    throw new UserError(
      `the stage signs with the key ${deployed.keys.current.kid}, not yet with ${configured.current.kid} of its file`,
      `Bring that up first: npm run pulumi -- up --stack ${stack}\nIs the file an old one? Fetch the newest.\n${force}`,
    );
  }
  const until = deployed.at + SETTLING;
  if (deployed.keys.previous === undefined || now >= until) return;
  throw new UserError(
    `access tokens of the key ${deployed.keys.previous.kid} may be in use until ${timeOf(until)}`,
    `Wait until then.\n${force}`,
  );
}

/** `2026-11-25 10:20 UTC`, rounded up to the minute. */
function timeOf(epochMs: number): string {
  const minute = new Date(Math.ceil(epochMs / 60_000) * 60_000).toISOString();
  return `${minute.slice(0, 10)} ${minute.slice(11, 16)} UTC`;
}
