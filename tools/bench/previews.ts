import type { Progress } from "../../common/progress";
import { policyPack } from "../../ops/policy-pack";
import type { Stacks } from "./cloud";
import { figure, seconds, type Figure } from "./figures";

/** Previews of an unchanged stack, compared in pairs with those of an empty program in the same round. */
export async function previews(
  { empty, local, prod }: Stacks,
  runs: number,
  progress: Progress,
): Promise<Figure[]> {
  const unchanged = ["preview", "--expect-no-changes"];
  const ways = {
    empty: () => empty.pulumiOk(["preview"]),
    prod: () => prod.pulumiOk(unchanged),
    plain: () => local.pulumiOk(unchanged),
    gated: () => local.pulumiOk([...unchanged, ...policyPack()]),
  };
  const times = { empty: [] as number[], prod: [] as number[], plain: [] as number[], gated: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    progress.step(`Previews, round ${String(run)} of ${String(runs)}${run === 0 ? " (not counted)" : ""}`);
    for (const [way, preview] of Object.entries(ways)) {
      const time = await seconds(preview);
      if (run > 0) times[way as keyof typeof ways].push(time);
    }
  }
  const ratio = (of: number[]): number[] =>
    of.map((time, index) => time / (times.empty[index] ?? Number.NaN));
  const added = times.gated.map((time, index) => time - (times.plain[index] ?? Number.NaN));
  return [
    figure(`preview of prod / preview of an empty program`, ratio(times.prod), "x"),
    figure(`preview of local / the same`, ratio(times.plain), "x", 1.8),
    figure(`preview of local with the policy pack / the same`, ratio(times.gated), "x"),
    figure("what the policy pack adds to a preview", added, "s", 2.5),
    figure("preview of an empty program", times.empty, "s"),
    figure(`preview of prod`, times.prod, "s"),
  ];
}
