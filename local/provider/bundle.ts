import { builtinModules } from "node:module";
import * as path from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";

const clientPackage = /^@aws-sdk\/client-/;

/**
 * Delays the loading of an SDK client to the first use of anything it exports, and moves all of them to a file of
 * their own. Resource types import their commands as usual, and a plugin that only checks and compares starts
 * without a single client. Collects the names of the clients in `used`.
 */
function lazyClients(used: Set<string>): Plugin {
  return {
    name: "lazy-clients",
    setup(build) {
      build.onResolve({ filter: clientPackage }, ({ path }) => ({ path, namespace: "lazy-client" }));
      build.onResolve({ filter: /^\.\/clients\.cjs$/ }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /.*/, namespace: "lazy-client" }, ({ path: name }) => {
        used.add(name);
        // The bundler copies the exports it finds, of which there are none yet, and keeps the prototype.
        const contents = `let client;
          const get = (_, key) =>
            key === "__esModule" ? true : (client ??= require("./clients.cjs")[${JSON.stringify(name)}]())[key];
          module.exports = Object.create(new Proxy({}, { get }));`;
        return { contents, loader: "js" };
      });
    },
  };
}

/**
 * Bundles the plugin into `launch.cjs`, which starts it, `provider.cjs`, and `clients.cjs`, the SDK.
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
  const used = new Set<string>();
  const entry = (name: string) => path.join(source, `${name}.ts`);
  await build({ ...common, entryPoints: [entry("launch")], outfile: path.join(target, "launch.cjs") });
  await build({
    ...common,
    entryPoints: [entry("main")],
    outfile: path.join(target, "provider.cjs"),
    plugins: [lazyClients(used)],
  });
  const exports = [...used]
    .sort()
    .map((name) => `exports[${JSON.stringify(name)}] = () => require("${name}");`);
  await build({
    ...common,
    stdin: { contents: exports.join("\n"), resolveDir: source, loader: "js" },
    outfile: path.join(target, "clients.cjs"),
  });
}
