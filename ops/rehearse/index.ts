import { interruptible } from "../../common/interrupt";
import { rehearse, type RehearseArgs } from "./rehearse";
import type { RehearsalReport } from "./report";

export { rehearse, type RehearseArgs } from "./rehearse";
export { reportText, type RehearsalReport } from "./report";

/** Variables with the credentials and settings of clouds, which a rehearsal must not use. */
const FOREIGN = /^(AWS(?!_SDK_JS_NODE_VERSION_SUPPORT_)|AZURE|ARM|GOOGLE|PULUMI|VAULT)_/;

/**
 * Rehearses a stage for a person at a terminal: without the cloud settings of their environment, and the cloud is
 * removed when the command is interrupted.
 * @throws UserError for an unknown stage or ref, and when interrupted.
 */
export async function runRehearsal(args: Omit<RehearseArgs, "signal">): Promise<RehearsalReport> {
  return withoutClouds((signal) => rehearse({ ...args, signal }));
}

/** Runs rehearsals for a person at a terminal, as {@link runRehearsal}. */
export async function withoutClouds<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (const name of Object.keys(process.env).filter((one) => FOREIGN.test(one))) delete process.env[name];
  return interruptible(work, {
    notice: "Interrupted: removing the throw-away cloud",
    remedy: "Nothing is left of the rehearsal.",
  });
}
