import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../common/errors";
import { terminalProgress } from "../common/progress";
import { command, stackOption } from "./command";

/** The end of the range of sample data: always the same page from the same program. */
const SAMPLE_END = Date.UTC(2026, 0, 20, 12) / 1_000;

export const dashboardsCommand = command("dashboards", "draw the dashboards of a stage as an HTML page")
  .description(
    "Draws the CloudWatch dashboards of a stage, from its program and configuration, as one HTML page with SVG. Without " +
      "--live it needs no account and no secrets.",
  )
  .addOption(stackOption().makeOptionMandatory())
  .option("--out <file>", "where to write the page (default: dist/dashboards-<stage>.html)")
  .option("--live", "show data of CloudWatch; it uses your own AWS credentials (cloudwatch:GetMetricData)")
  .action(async ({ stack, out, live = false }: { stack: string; out?: string; live?: boolean }) => {
    if (live && stack === "local")
      throw new UserError("the local cloud has no metrics to draw", "Leave out --live to see sample data.");
    const { renderDashboards } = await import("../ops/dashboards/index.js");
    const { sampleData } = await import("../ops/dashboards/sample.js");
    const { liveData } = await import("../ops/dashboards/live.js");
    const html = await renderDashboards({
      stage: stack,
      ...(live
        ? { data: liveData(), about: "Data of CloudWatch. Times are UTC.", end: Date.now() / 1_000 }
        : { data: sampleData, about: "Sample data, not the stage's own. Times are UTC.", end: SAMPLE_END }),
    });
    const file = path.resolve(out ?? path.join("dist", `dashboards-${stack}.html`));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, html);
    terminalProgress().step(`Wrote ${file} (${String(Math.round(html.length / 1_024))} KB)`);
  });
