import { UserError } from "../../common/errors";
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
  for (const name of Object.keys(process.env).filter((one) => FOREIGN.test(one))) delete process.env[name];
  return interruptible((signal) => rehearse({ ...args, signal }));
}

/** A signal aborts the work instead of ending the process, so that the cloud is removed first. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const end = (): void => {
    process.stderr.write("Interrupted: removing the throw-away cloud\n");
    controller.abort(new UserError("interrupted", "Nothing is left of the rehearsal."));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, end);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
