import { failed, passed, type Check } from "../check";
import type { PostflightContext } from "./context";

/** No alarm of the stage fires. */
export const alarms: Check<PostflightContext> = {
  name: "alarms",
  summary: "no alarm of the stage fires",
  async run({ health }) {
    const { alarms: firing } = await health();
    if (firing.length === 0) return passed();
    return failed(
      firing.map(({ name, since }) => `${name} since ${since}`).join("\n"),
      "See the page of each alarm: docs/runbooks/README.md.",
    );
  },
};
