import { pendingMigrations } from "../../migrate";
import { passed, type Check } from "../check";
import type { PreflightContext } from "./context";

/** The migrations of the checkout fit those that ran on the stage. A release runs the pending ones. */
export const migrations: Check<PreflightContext> = {
  name: "migrations",
  summary: "the migrations of this commit continue those that ran on the stage; shows the pending ones",
  async run({ stage }) {
    const pending = await pendingMigrations(stage);
    if (pending.length === 0) return passed("none is pending");
    return passed(`pending: ${pending.map(({ name, phase }) => `${name} (${phase})`).join(", ")}`);
  },
};
