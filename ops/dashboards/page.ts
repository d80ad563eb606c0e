import { short } from "./chart";
import type { Drawn } from "./data";

/** Pixels of a column and of a row of the grid. */
export const COLUMN = 50;
export const ROW = 50;

const CSS = `
:root { color-scheme: light; }
body { margin: 0; background: #f4f6f8; color: #212529; font: 14px/1.45 system-ui, sans-serif; }
header { padding: 20px 24px 4px; max-width: 1200px; margin: auto; }
header h1 { margin: 0; font-size: 22px; }
header p { margin: 4px 0 0; color: #5c6670; }
nav a { margin-right: 14px; }
a { color: #0b62a3; }
section { max-width: 1200px; margin: 24px auto; padding: 0 24px; }
.grid { display: grid; grid-template-columns: repeat(24, 1fr); grid-auto-rows: ${String(ROW)}px; gap: 8px; }
.widget { background: #fff; border: 1px solid #dde2e6; border-radius: 6px; padding: 8px 12px; overflow: hidden;
  display: flex; flex-direction: column; min-width: 0; }
.widget h3 { margin: 0; font-size: 13px; font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
  flex-shrink: 0; }
.widget svg { width: 100%; height: auto; display: block; }
.text h1 { margin: 0 0 2px; font-size: 17px; }
.text p { margin: 0; }
.numbers { display: flex; gap: 20px; flex: 1; align-items: center; }
.number { flex: 1; min-width: 0; }
.number b { display: block; font-size: 24px; font-weight: 600; line-height: 1.2; }
.number span { display: block; font-size: 12px; color: #5c6670; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.legend { display: flex; flex-wrap: wrap; gap: 0 14px; justify-content: center; font-size: 11px; line-height: 18px; color: #495057; }
.legend i { display: inline-block; width: 12px; height: 3px; margin-right: 5px; vertical-align: middle; border-radius: 2px; }
.table table { border-collapse: collapse; font-size: 12px; width: 100%; }
.table th, .table td { border-bottom: 1px solid #eceff1; padding: 2px 8px 2px 0; text-align: left; }
.alarms { display: flex; flex-wrap: wrap; gap: 5px; margin-top: 4px; align-content: flex-start; }
.alarms span { font-size: 11px; background: #f1f3f5; border-left: 3px solid #adb5bd; border-radius: 3px; padding: 1px 7px; }
`;

/** Escapes text for HTML. */
export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The subset of Markdown that the dashboards use. */
export function markdown(source: string): string {
  return escape(source)
    .split("\n")
    .map((line) => {
      const inline = line
        .trim()
        .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>')
        .replaceAll(/\*\*([^*]+)\*\*/g, "<b>$1</b>");
      return inline.startsWith("# ") ? `<h1>${inline.slice(2)}</h1>` : `<p>${inline}</p>`;
    })
    .join("");
}

/** Pixels of a character and of what stands around a name, so that no legend is longer than estimated. */
const CHARACTER = 7;
const AROUND = 32;

/** The names of lines in their colours, and the number of rows that they need. @param width pixels. */
export function legend(lines: readonly Drawn[], width: number): { html: string; rows: number } {
  let [rows, used] = [1, 0];
  const names = lines.map(({ line: { label, id, color = "" } }) => {
    const name = label ?? id;
    const needed = AROUND + CHARACTER * name.length;
    if (used > 0 && used + needed > width) [rows, used] = [rows + 1, 0];
    used += needed;
    return `<span><i style="background:${color}"></i>${escape(name)}</span>`;
  });
  return { html: `<div class="legend">${names.join("")}</div>`, rows };
}

/** A number with its name. */
export function numberBox(label: string, value: number | undefined, graph: string): string {
  const shown = value === undefined ? "–" : short(value);
  return `<div class="number"><span>${escape(label)}</span><b>${escape(shown)}</b>${graph}</div>`;
}

/** A widget in its place on the grid. @param at position and size in columns and rows. */
export function widgetBox(
  kind: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  content: string,
): string {
  const area = `${String(y + 1)} / ${String(x + 1)} / span ${String(height)} / span ${String(width)}`;
  return `<div class="widget ${kind}" style="grid-area: ${area}">${content}</div>`;
}

/** The whole page. It loads nothing. */
export function page(title: string, about: string, sections: Readonly<Record<string, string>>): string {
  const names = Object.keys(sections);
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><style>${CSS}</style></head><body>`,
    `<header><h1>${escape(title)}</h1><p>${escape(about)}</p>`,
    `<nav>${names.map((name) => `<a href="#${name}">${name}</a>`).join("")}</nav></header>`,
    ...names.map((name) => `<section id="${name}"><div class="grid">${sections[name] ?? ""}</div></section>`),
    "</body></html>\n",
  ].join("\n");
}
