/** The `config:` blocks of the two projects declare the settings that the programs read. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import * as z from "zod/mini";

import { accountSettings } from "./account/config";
import type { Setting, Settings } from "./lib/settings-reader";
import { optionalSettings, settings } from "./settings";

interface Declaration {
  type: string;
  description?: string;
  default?: unknown;
  secret?: boolean;
}

function declarations(folder: string): Record<string, Declaration> {
  const text = fs.readFileSync(path.join(__dirname, folder, "Pulumi.yaml"), "utf8");
  return (parse(text) as { config: Record<string, Declaration> }).config;
}

/** The type that Pulumi checks a value against. An encrypted value is a string, whatever it holds. */
function pulumiType({ schema, secret }: Setting): unknown {
  if (secret === true) return "string";
  const { type, enum: values } = z.toJSONSchema(schema);
  return type === "number" && values?.every(Number.isInteger) === true ? "integer" : type;
}

test.each<[string, Settings]>([
  ["..", settings],
  ["account", accountSettings],
])("%s/Pulumi.yaml declares every required setting and no other", (folder, expected) => {
  const declared = declarations(folder);
  expect(Object.keys(declared)).toEqual(Object.keys(expected));
  for (const [name, setting] of Object.entries(expected)) {
    const { type, secret = false, description, ...rest } = declared[name]!;
    expect({ name, type, secret }).toEqual({
      name,
      type: pulumiType(setting),
      secret: setting.secret === true,
    });
    expect(description).toMatch(/^[A-Z].+\.$/);
    if ("default" in rest) expect(setting.schema.safeParse(rest.default).error).toBeUndefined();
  }
});

test("the comment in Pulumi.yaml names the optional settings", () => {
  const text = fs.readFileSync(path.join(__dirname, "../Pulumi.yaml"), "utf8");
  const [, names = ""] = /^ {2}# .*infra\/settings\.ts: (.+)\.$/m.exec(text) ?? [];
  expect(names.split(/, | and /)).toEqual(Object.keys(optionalSettings).map((name) => `\`${name}\``));
});
