import { runtimes, runtimesRead, runtimesSource } from "../data/runtimes";
import { UNKNOWN } from "../plain";
import { resourceRule } from "../rule";

/** Functions run on what still gets patches. */
export const functionRuntime = resourceRule<{ noticeDays: number }>({
  name: "function-runtime",
  severity: "high",
  describe: "Functions run on a runtime that AWS still patches.",
  why: "A deprecated runtime gets no security patches; some weeks later its functions can be neither made nor changed.",
  fix: "Move to the newest long-term release of the language, and run the tests on it.",
  parameters: {
    noticeDays: {
      type: "integer",
      description: "Days before its end from which a runtime is refused.",
      default: 0,
      minimum: 0,
    },
  },
  details: `Last day of patches, from [AWS](${runtimesSource}), read on ${runtimesRead}. A runtime that is not in the table is
refused: add it to \`policies/data/runtimes.ts\` with its day. Functions from container images have none.

| runtime | until |
|---|---|
${Object.entries(runtimes)
  .map(([name, day]) => `| \`${name}\` | ${day} |`)
  .join("\n")}`,
  appliesTo: ["aws:lambda/function:Function"],
  check: ({ props }, { parameters: { noticeDays }, today }) => {
    const runtime = props["runtime"];
    if (runtime === UNKNOWN) return [{ id: "Unknown::runtime", what: "its runtime is not known at preview" }];
    if (typeof runtime !== "string") {
      return props["packageType"] === "Image" ? [] : [{ id: "no-runtime", what: "names no runtime" }];
    }
    const end = runtimes[runtime];
    if (end === undefined) {
      return [
        {
          id: `runtime::${runtime}`,
          what: `runs on ${runtime}, of which it is not known how long AWS patches it`,
        },
      ];
    }
    const day = new Date(today.getTime() + noticeDays * 86_400_000).toISOString().slice(0, 10);
    if (day < end) return [];
    const when = today.toISOString().slice(0, 10) < end ? "only until" : "no more since";
    return [{ id: `runtime::${runtime}`, what: `runs on ${runtime}, which AWS patches ${when} ${end}` }];
  },
});
