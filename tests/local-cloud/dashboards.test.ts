/** The page of `npm run dashboards` in a real browser. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Browser, Page } from "puppeteer-core";

import { renderDashboards } from "../../ops/dashboards";
import { sampleData } from "../../ops/dashboards/sample";
import { launchBrowser } from "../testing/browser";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dashboards-"));
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const end = Date.UTC(2026, 0, 20, 12) / 1_000;
  const html = await renderDashboards({ stage: "prod", data: sampleData, about: "Sample data", end });
  browser = await launchBrowser(folder);
  page = await browser.newPage();
  await page.setViewport({ width: 1250, height: 1000 });
  await page.setContent(html);
});

afterAll(async () => {
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("every graph has lines, and nothing is cut off", async () => {
  const found = await page.evaluate(`[...document.querySelectorAll(".widget")].map((widget) => ({
    text: widget.textContent.slice(0, 60),
    graphs: widget.querySelectorAll("svg").length,
    drawn: [...widget.querySelectorAll("svg")].every((svg) => svg.querySelectorAll("path").length > 0),
    metric: widget.classList.contains("metric"),
    cut: widget.scrollHeight - widget.clientHeight,
    title: [...widget.querySelectorAll("h3, .number span")].some((text) => text.scrollWidth > text.clientWidth),
  }))`);
  const widgets = found as {
    text: string;
    graphs: number;
    drawn: boolean;
    metric: boolean;
    cut: number;
    title: boolean;
  }[];
  expect(widgets.length).toBeGreaterThan(30);
  expect(widgets.filter(({ metric, graphs, drawn }) => metric && (graphs === 0 || !drawn))).toEqual([]);
  expect(widgets.filter(({ cut, title }) => cut > 1 || title)).toEqual([]);
});

test("widgets and the texts of a graph do not overlap", async () => {
  const overlaps = await page.evaluate(`(() => {
    const hit = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const groups = [...document.querySelectorAll(".grid")].map((grid) => [...grid.children])
      .concat([...document.querySelectorAll("svg")].map((svg) => [...svg.querySelectorAll("text")]))
      .concat([...document.querySelectorAll(".legend")].map((legend) => [...legend.children]));
    return groups.flatMap((group) => {
      const boxes = group.map((element) => [element.textContent.slice(0, 40), element.getBoundingClientRect()]);
      return boxes.flatMap(([name, box], at) => boxes.slice(at + 1).filter(([, other]) => hit(box, other)).map(([other]) => name + " / " + other));
    });
  })()`);
  expect(overlaps).toEqual([]);
});
