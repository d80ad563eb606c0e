import * as fs from "node:fs";
import * as path from "node:path";
import { carriedBy, carriers } from "./carriers";
import { UNKNOWN, type PlainObject } from "./plain";

const sdk = path.dirname(require.resolve("@pulumi/aws/package.json"));

/** The arguments of a resource type in the declarations of `@pulumi/aws`: type by property. */
function argsOf(declaration: string): Map<string, string> {
  const args = /export interface \w+Args \{([\s\S]*?)\n\}/.exec(declaration)?.[1] ?? "";
  return new Map(
    [...args.matchAll(/^ {4}(\w+)\??: (.*);$/gm)].map(([, name = "", type = ""]) => [name, type]),
  );
}

function read(file: string): string {
  return fs.readFileSync(path.join(sdk, file), "utf8");
}

test.each([...carriers.keys()])("%s has the checked properties", (type) => {
  const file = type.split(":")[1] ?? "";
  expect(read(`${file}.js`)).toContain(`__pulumiType = '${type}'`);
  const args = argsOf(read(`${file}.d.ts`));
  for (const { kind, path: property } of carriers.get(type) ?? []) {
    expect([...args.keys()]).toContain(property.replace(/\[\].*/, ""));
    if (kind === "grant") expect([...args.keys()]).toContain("principal");
  }
});

test("every property of type PolicyDocument is checked", () => {
  const missing: string[] = [];
  for (const module of fs.readdirSync(sdk, { withFileTypes: true })) {
    if (!module.isDirectory() || ["types", "node_modules"].includes(module.name)) continue;
    for (const name of fs.readdirSync(path.join(sdk, module.name)).filter((n) => n.endsWith(".d.ts"))) {
      const file = `${module.name}/${name.replace(".d.ts", "")}`;
      const documents = [...argsOf(read(`${file}.d.ts`))].filter(
        ([, type]) => /\bPolicyDocument\b/.test(type) && !type.includes("Lifecycle"),
      );
      if (documents.length === 0) continue;
      const type = /__pulumiType = '([^']+)'/.exec(read(`${file}.js`))?.[1] ?? "";
      const known = (carriers.get(type) ?? []).map(({ path: property }) => property);
      missing.push(
        ...documents
          .map(([property]) => property)
          .filter((p) => !known.includes(p))
          .map((p) => `${type} ${p}`),
      );
    }
  }
  expect(missing).toEqual([]);
});

test("paths are those of the program", () => {
  const role: PlainObject = {
    assumeRolePolicy: "{}",
    inlinePolicies: [{ policy: "a" }, {}, { policy: UNKNOWN }],
    managedPolicyArns: ["x"],
  };
  expect(carriedBy("aws:iam/role:Role", role).map(({ where, value }) => [where, value])).toEqual([
    ["assumeRolePolicy", "{}"],
    ["inlinePolicies[0].policy", "a"],
    ["inlinePolicies[2].policy", UNKNOWN],
    ["managedPolicyArns[0]", "x"],
  ]);
});
