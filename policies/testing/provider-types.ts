import * as fs from "node:fs";
import * as path from "node:path";

const sdk = path.dirname(require.resolve("@pulumi/aws/package.json"));

/** The declaration of a resource type in `@pulumi/aws`. */
export interface ResourceFile {
  /** e.g. `s3`. */
  module: string;
  /** Type token, e.g. `aws:s3/bucket:Bucket`. */
  type: string;
  /** Path without extension. */
  file: string;
}

let files: readonly ResourceFile[] | undefined;

/** All resource types of the provider. */
export function resourceFiles(): readonly ResourceFile[] {
  files ??= fs
    .readdirSync(sdk, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["types", "node_modules"].includes(entry.name))
    .flatMap(({ name: module }) =>
      fs
        .readdirSync(path.join(sdk, module))
        .filter((name) => name.endsWith(".js"))
        .flatMap((name) => {
          const file = path.join(sdk, module, name.replace(/\.js$/, ""));
          const type = /__pulumiType = '([^']+)'/.exec(fs.readFileSync(`${file}.js`, "utf8"))?.[1];
          return type === undefined ? [] : [{ module, type, file }];
        }),
    );
  return files;
}

/** The arguments of a resource type: TypeScript type by property. */
export function argumentsOf({ file }: ResourceFile): ReadonlyMap<string, string> {
  const declaration = fs.readFileSync(`${file}.d.ts`, "utf8");
  const args = /export interface \w+Args \{([\s\S]*?)\n\}/.exec(declaration)?.[1] ?? "";
  return new Map(
    [...args.matchAll(/^ {4}(\w+)\??: (.*);$/gm)].map(([, name = "", type = ""]) => [name, type]),
  );
}

/** A property of a resource's arguments, also of the types within. */
export interface Property {
  /** e.g. `inlinePolicies[].policy`. */
  path: string;
  /** e.g. `policy`. */
  name: string;
  /** Its TypeScript type. */
  type: string;
}

/** All properties of a resource type. Types that contain themselves are followed once. */
export function propertiesOf(file: ResourceFile): readonly Property[] {
  const visit = (
    properties: ReadonlyMap<string, string>,
    place: string,
    outer: readonly string[],
  ): Property[] =>
    [...properties].flatMap(([name, type]) => {
      const path = `${place}${name}${type.includes("[]") ? "[]" : ""}`;
      const inner = [...type.matchAll(/\binputs\.([\w.]+)/g)]
        .map(([, input = ""]) => input)
        .filter((input) => !outer.includes(input));
      return [
        { path, name, type },
        ...inner.flatMap((input) =>
          visit(inputTypes().get(input) ?? new Map<string, string>(), `${path}.`, [...outer, input]),
        ),
      ];
    });
  return visit(argumentsOf(file), "", []);
}

let inputs: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;

/** The properties of the provider's input types, by name, e.g. `s3.BucketGrant`. */
function inputTypes(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  if (inputs !== undefined) return inputs;
  const found = new Map<string, Map<string, string>>();
  let namespace = "";
  let properties = new Map<string, string>();
  for (const line of fs.readFileSync(path.join(sdk, "types", "input.d.ts"), "utf8").split("\n")) {
    namespace = /^export declare namespace (\w+)/.exec(line)?.[1] ?? namespace;
    const name = /^ {4}(?:export )?interface (\w+) \{/.exec(line)?.[1];
    if (name !== undefined) {
      properties = new Map();
      found.set(`${namespace}.${name}`, properties);
    }
    const [, property, type] = /^ {8}(\w+)\??: (.*);$/.exec(line) ?? [];
    if (property !== undefined && type !== undefined) properties.set(property, type);
  }
  return (inputs = found);
}
