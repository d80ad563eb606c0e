import { builtinModules } from "node:module";
import * as path from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";

/**
 * What is loaded when it is first used: the SDK's clients, and the parts of theirs that are used without one. A package
 * is of the first kind that fits.
 */
const delayed = { clients: /^@aws-sdk\/client-/, signing: /^@(?:aws-sdk|smithy)\// };
type Delayed = keyof typeof delayed;

/**
 * Delays the loading of a package to the first use of anything it exports, and moves these packages to files of their
 * own. Resource types import their commands as usual, and a plugin that only checks and compares starts without a
 * single client. Collects the names of the packages in `used`.
 */
function lazy(part: Delayed, used: Set<string>): Plugin {
  return {
    name: `lazy-${part}`,
    setup(build) {
      build.onResolve({ filter: delayed[part] }, ({ path }) => ({ path, namespace: part }));
      build.onResolve({ filter: new RegExp(`^\\./${part}\\.cjs$`) }, ({ path }) => ({
        path,
        external: true,
      }));
      build.onLoad({ filter: /.*/, namespace: part }, ({ path: name }) => {
        used.add(name);
        // The bundler copies the exports it finds, of which there are none yet, and keeps the prototype.
        const contents = `let loaded;
          const get = (_, key) =>
            key === "__esModule" ? true : (loaded ??= require("./${part}.cjs")[${JSON.stringify(name)}]())[key];
          module.exports = Object.create(new Proxy({}, { get }));`;
        return { contents, loader: "js" };
      });
    },
  };
}

/**
 * Bundles the plugin into `launch.cjs`, which starts it, `provider.cjs`, and what is loaded later: `clients.cjs` and
 * `signing.cjs`.
 * @param source folder of the provider. @param target an existing folder. @param version what the plugin says it is.
 */
export async function bundle(source: string, target: string, version: string): Promise<void> {
  const common: BuildOptions = {
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: [...builtinModules],
    define: { PLUGIN_VERSION: JSON.stringify(version) },
    legalComments: "none",
    logLevel: "error",
  };
  const used: Record<Delayed, Set<string>> = { clients: new Set(), signing: new Set() };
  const parts = Object.keys(delayed) as Delayed[];
  const entry = (name: string) => path.join(source, `${name}.ts`);
  await build({ ...common, entryPoints: [entry("launch")], outfile: path.join(target, "launch.cjs") });
  await build({
    ...common,
    entryPoints: [entry("main")],
    outfile: path.join(target, "provider.cjs"),
    plugins: parts.map((part) => lazy(part, used[part])),
  });
  for (const part of parts) {
    const exports = [...used[part]]
      .sort()
      .map((name) => `exports[${JSON.stringify(name)}] = () => require("${name}");`);
    await build({
      ...common,
      stdin: { contents: exports.join("\n"), resolveDir: source, loader: "js" },
      outfile: path.join(target, `${part}.cjs`),
    });
  }
}
