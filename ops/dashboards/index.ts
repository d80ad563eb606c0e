import { runStage } from "../../infra/offline/stage";
import { repoRoot } from "../../common/paths";
import { project } from "../../infra/lib/names";
import { refuseUnknownStage } from "../secrets/stage-file";
import { secondsOf, type Body, type BodyWidget } from "./body";
import { chart, sparkline } from "./chart";
import type { DataSource, Drawn } from "./data";
import { COLUMN, escape, legend, markdown, numberBox, page, ROW, widgetBox } from "./page";

/** The order of the page. */
const ORDER = ["overview", "api", "lambda", "dynamodb", "cost"];

/** Of physical names. */
const PREFIX = `${project}-`;

/** Space around and between widgets, pixels. */
const PADDING = 26;
const TITLE = 20;
const GAP = 8;

/** What {@link renderDashboards} needs. */
export interface RenderArgs {
  stage: string;
  /** The values that graphs show. */
  data: DataSource;
  /** Says in the page where the values are from. */
  about: string;
  /** End of the time range, seconds since 1970. */
  end: number;
}

/**
 * The dashboards of a stage by name, from its program and configuration. No account or secret is needed.
 * @throws UserError for an unknown stage.
 */
export async function dashboardBodies(stage: string): Promise<Record<string, Body>> {
  refuseUnknownStage(repoRoot, stage);
  const resources = await runStage(stage);
  const found = resources
    .filter(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")
    .map(({ name, inputs }) => [name, JSON.parse(inputs["dashboardBody"] as string) as Body] as const)
    .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return Object.fromEntries(found);
}

/** Renders the dashboards of a stage to one HTML page with SVG. @throws UserError for an unknown stage. */
export async function renderDashboards({ stage, data, about, end }: RenderArgs): Promise<string> {
  const sections: Record<string, string> = {};
  for (const [name, { widgets, start }] of Object.entries(await dashboardBodies(stage))) {
    const range = { start: end - secondsOf(start), end };
    const boxes: string[] = [];
    for (const widget of widgets) boxes.push(await render(widget, range, data));
    sections[name] = boxes.join("\n");
  }
  return renumbered(page(`Dashboards of ${stage}`, about, sections));
}

/** The ids of ECharts count the charts of the process. Numbered by page, the same input gives the same page. */
function renumbered(html: string): string {
  const numbers = new Map<string, number>();
  return html.replaceAll(/\bzr(\d+)-/g, (_id, chart: string) => {
    if (!numbers.has(chart)) numbers.set(chart, numbers.size);
    return `chart${String(numbers.get(chart))}-`;
  });
}

async function render(
  widget: BodyWidget,
  range: { start: number; end: number },
  data: DataSource,
): Promise<string> {
  if (widget.type === "text") return widgetBox("text", widget, markdown(widget.properties.markdown));
  const title = `<h3>${escape(widget.properties.title)}</h3>`;
  if (widget.type === "alarm") {
    const names = widget.properties.alarms.map((arn) => arn.slice(arn.lastIndexOf(":") + 1 + PREFIX.length));
    const list = names.map((name) => `<span>${escape(name)}</span>`).join("");
    return widgetBox("alarm", widget, `${title}<div class="alarms">${list}</div>`);
  }
  const values = await data(widget, range);
  const width = widget.width * COLUMN - PADDING - GAP;
  const { view, setPeriodToTimeRange = false } = widget.properties;
  if (view === "singleValue") {
    const size = { width: Math.floor(width / values.lines.length) - 20, height: 40 };
    const numbers = values.lines.map((drawn, index) =>
      numberBox(
        drawn.line.label ?? drawn.line.id,
        summary(drawn, setPeriodToTimeRange),
        sparkline(values, index, size),
      ),
    );
    return widgetBox("metric", widget, `${title}<div class="numbers">${numbers.join("")}</div>`);
  }
  const { html, rows } = legend(values.lines, width);
  const height = widget.height * ROW + (widget.height - 1) * GAP - TITLE - 18 - 18 * rows;
  return widgetBox("metric", widget, `${title}${chart(widget, values, { width, height })}${html}`);
}

/** The value over the whole range, by the statistic; that of expressions, and without a range, is the latest. */
function summary({ line, values }: Drawn, wholeRange: boolean): number | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  if ("expression" in line || !wholeRange) return known.at(-1);
  const sum = known.reduce((total, value) => total + value, 0);
  switch (line.stat) {
    case "Sum":
      return sum;
    case "Minimum":
      return Math.min(...known);
    case "Maximum":
      return Math.max(...known);
    default:
      return sum / known.length;
  }
}
