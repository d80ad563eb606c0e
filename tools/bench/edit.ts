import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import type { Cloud } from "../../local/cloud";
import { edit } from "../../ops/program-copy";
import { figure, type Figure } from "./figures";

/** Time from an edit of a handler to the first answer of the new code. */
export async function editToLive(cloud: Cloud, runs: number, progress: Progress): Promise<Figure> {
  progress.step("Editing a handler");
  const file = "functions/health/health.ts";
  const marked = /"(ok|live-\d+)"( as const)?/;
  const { apiUrl } = await cloud.outputs();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const mark = `live-${String(run)}`;
    const began = performance.now();
    edit(cloud.projectDir, file, marked, `"${mark}" as never`);
    await cloud.pulumiOk(["up", "--yes", "--skip-preview", "--suppress-outputs"]);
    for (;;) {
      const answer = await (await fetch(`${String(apiUrl)}/health`)).text();
      if (answer.includes(mark)) break;
      if (performance.now() - began > 60_000)
        throw new UserError("the edited handler did not answer within a minute", answer);
    }
    times.push((performance.now() - began) / 1000);
  }
  return figure("edit of a handler to live", times, "s", 5);
}
