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
