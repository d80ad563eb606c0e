/** The form that a person fills in on GitHub is the one that the command fills in. */
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { repoRoot } from "../../common/paths";
import { repository } from "../../package.json";
import { labels } from "../github/setup/desired";
import { escalationMarkdown, type Escalation } from ".";
import { parts } from "./form";
import { ESCALATION } from "./issue";

interface Field {
  type: string;
  id?: string;
  attributes: { label?: string; options?: string[] };
}

const read = (name: string): unknown =>
  parse(fs.readFileSync(path.join(repoRoot, ".github/ISSUE_TEMPLATE", name), "utf8"));

const form = read("escalation.yml") as { labels: string[]; body: Field[] };
const fields = form.body.filter(({ type }) => type !== "markdown");

test("it has the same parts in the same order, and the same severities", () => {
  expect(fields.map(({ id, attributes }) => [id, attributes.label])).toEqual(Object.entries(parts));
  const severities: Escalation["severity"][] = ["critical", "warning"];
  expect(fields.find(({ id }) => id === "severity")?.attributes.options).toEqual(severities);
  const empty = { at: "now", about: "cost", severity: null } as const;
  const lists = { issue: [], impact: [], rootCause: [], resolution: [], timeline: [] };
  const titles = [...escalationMarkdown({ ...empty, ...lists }).matchAll(/^#### (.*)$/gm)];
  expect(titles.map(([, title]) => title)).toEqual(fields.map(({ attributes }) => attributes.label));
});

test("both have the label that github:setup creates", () => {
  expect(form.labels).toEqual([ESCALATION]);
  expect(labels.map(({ name }) => name)).toContain(ESCALATION);
});

test("vulnerabilities are reported to this repository, and not in an issue", () => {
  const { contact_links } = read("config.yml") as { contact_links: { url: string }[] };
  expect(contact_links.map(({ url }) => url)).toEqual([`${repository}/security/advisories/new`]);
});
