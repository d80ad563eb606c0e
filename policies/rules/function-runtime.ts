import { runtimes, runtimesRead, runtimesSource } from "../lib/data/runtimes";
import { UNKNOWN } from "../lib/plain";
import { resourceRule } from "../lib/rule";

/** Requires a supported runtime. */
export const functionRuntime = resourceRule<{ noticeDays: number }>({
  name: "function-runtime",
  severity: "high",
  describe: "Functions use a runtime that AWS still patches.",
  why:
    "A deprecated runtime gets no security patches. Some weeks later AWS blocks creating and then updating its " +
    "functions.",
  fix: "Upgrade to the newest long-term release of the language and run the tests.",
  parameters: {
    noticeDays: {
      type: "integer",
      description: "Refuse a runtime this many days before its end of support.",
      default: 0,
      minimum: 0,
    },
  },
  details: `Deprecation dates from [AWS](${runtimesSource}), as of ${runtimesRead}. A runtime that is not in the table is refused: add it
to \`policies/lib/data/runtimes.ts\` with its date. Functions from container images have no runtime.

| runtime | deprecated on |
|---|---|
${Object.entries(runtimes)
  .map(([name, day]) => `| \`${name}\` | ${day} |`)
  .join("\n")}`,
  appliesTo: ["aws:lambda/function:Function"],
  check: ({ props }, { parameters: { noticeDays }, today }) => {
    const runtime = props["runtime"];
    if (runtime === UNKNOWN) return [{ id: "Unknown::runtime", what: "its runtime is not known at preview" }];
    if (typeof runtime !== "string") {
      return props["packageType"] === "Image" ? [] : [{ id: "no-runtime", what: "has no runtime" }];
    }
    const end = runtimes[runtime];
    if (end === undefined) {
      return [
        {
          id: `runtime::${runtime}`,
          what: `uses ${runtime}, whose end of support is not in policies/lib/data/runtimes.ts`,
        },
      ];
    }
    const day = new Date(today.getTime() + noticeDays * 86_400_000).toISOString().slice(0, 10);
    if (day < end) return [];
    const when = today.toISOString().slice(0, 10) < end ? "will stop patching on" : "stopped patching on";
    return [{ id: `runtime::${runtime}`, what: `uses ${runtime}, which AWS ${when} ${end}` }];
  },
});
