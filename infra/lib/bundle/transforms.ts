/**
 * Rewrites of a client's generated modules, so that what its commands do not use falls out of the bundle. Each
 * throws when a module does not look as the code generator of the SDK has it now.
 */

/** Rewrites the text of one module. @param companion text of the command's `.d.ts`, for commands. */
export type Transform = (source: string, companion: string) => string;

/** How rewritten modules import `lite/modelled-error.ts`. */
export const MODELLED_ERROR = "#modelled-error";

const REGISTER = /^n0_registry\.registerError\((\w+)\$, \1\);\n/gm;

/**
 * `schemas/schemas_0.js`: the errors are no longer registered here, which would keep all of them, but with the
 * commands that can answer them ({@link registerErrors}). Computed keys become plain ones, so that esbuild sees that
 * making the object has no effect.
 */
export function looseSchemas(source: string): string {
  const constants = new Map(matches(/^const (_\w+) = ("[^"\n]*");$/gm, source));
  const loose = source.replace(REGISTER, "").replace(/(?<=[{ ])\[(_\w+)\]:/g, (_whole, name: string) => {
    const value = constants.get(name);
    if (value === undefined) throw new Error(`the key ${name} is not a constant of the module`);
    return `${value}:`;
  });
  if (!/^const n0_registry = new TypeRegistry\(n0\);$/m.test(loose)) throw new Error("it has no n0_registry");
  if (loose.includes("n0_registry.registerError("))
    throw new Error("it registers an error in an unknown way");
  return `${loose}\nexport { n0_registry as $errors };\n`;
}

/**
 * `commands/*Command.js`: registers the errors that the command's documentation says it throws. Others, and those
 * that are not modelled, such as ThrottlingException of many services, keep name, message and metadata: an error
 * class serves the SDK only to parse further fields.
 */
export function registerErrors(source: string, documentation: string): string {
  const names = matches(/@throws \{@link (\w+)\} \((?:client|server) fault\)/g, documentation).map(
    ([name]) => name,
  );
  if (!/@throws \{@link \w+ServiceException\}/.test(documentation))
    throw new Error("it has no list of errors");
  if (names.length === 0) return source;
  return [
    source,
    `import { $errors, ${names.map((name) => `${name}$`).join(", ")} } from "../schemas/schemas_0";`,
    `import { ${names.join(", ")} } from "../models/errors";`,
    ...names.map((name) => `$errors.registerError(${name}$, ${name});`),
    "",
  ].join("\n");
}

const ERROR_CLASS =
  /^export class (\w+) extends __BaseException \{\n {4}static shapeId = ("[^"]+");\n(?: {4}.*\n)*? {4}\$fault = ("client"|"server");\n(?: {4}.*\n)*?\}\n/gm;

/** `models/errors.js`: error classes of one line each; all are alike but for name and fault. */
export function shortErrors(source: string): string {
  const short = source.replace(ERROR_CLASS, (_whole, name: string, shapeId: string, fault: string) => {
    return `export const ${name} = /* @__PURE__ */ modelled(__BaseException, ${shapeId}, ${fault});\n`;
  });
  if (/\bclass\b/.test(short)) throw new Error("it has an error class of an unknown form");
  return `import { modelled } from "${MODELLED_ERROR}";\n${short}`;
}

/** `submodules/<name>/index.js`: what they make by calling a `bind…` function falls out when it is not used. */
export function pureBindings(source: string): string {
  return source.replace(/^export const \w+ = (?=bind[A-Z]\w*\()/gm, "$&/* @__PURE__ */ ");
}

/** Where settings are declared: how they are read from `~/.aws/config` falls out, since nothing reads that. */
export function environmentOnly(source: string): string {
  const short = source.replace(/^ {4}configFileSelector: .*(?:,|\{\n(?: {8}.*\n)* {4}\},)\n/gm, "");
  if (short === source) throw new Error("it declares no setting");
  return short;
}

/**
 * `auth/httpAuthSchemeProvider.js`: the signer's settings stay. What chooses between ways to sign is asked by the
 * original of `lite/auth.ts` alone.
 */
export function configOnly(source: string): string {
  const config = /^export const resolveHttpAuthSchemeConfig = [^]*?^\};$/m.exec(source);
  if (config === null) throw new Error("it has no resolveHttpAuthSchemeConfig");
  const others = matches(/^export const (default\w+) = /gm, source).map(([name]) => name);
  return [
    ...(source.match(/^import .*$/gm) ?? []),
    config[0],
    ...others.map((name) => `export const ${name} = undefined;`),
    "",
  ].join("\n");
}

/** `endpoint/EndpointParameters.js`: endpoint rules are replaced, and with them what they are told of a command. */
export function noParameters(source: string): string {
  const short = source.replace(
    /^export const commonParams = \{\n[^]*?^\};$/m,
    "export const commonParams = {};",
  );
  if (short === source) throw new Error("it has no commonParams");
  return short;
}

/**
 * A class without some of its methods, which esbuild cannot tell are never called.
 * @throws Error when a method is not there, or another one calls it.
 */
export function withoutMethods(names: readonly string[]): Transform {
  return (source) => {
    let short = source.replace(/^ *\/\*\*[^]*?\*\/\n|^ *\/\/.*\n|\/\*[^*\n]*\*\/ ?/gm, "");
    for (const name of names) {
      const before = short;
      short = short.replace(
        new RegExp(`^ {4}(?:static |async )*${name}\\(.*\\) \\{\\n(?: {5,}.*\\n|\\n)* {4}\\}\\n`, "m"),
        "",
      );
      if (short === before) throw new Error(`it has no method ${name}`);
    }
    const called = names.find((name) => new RegExp(`\\.${name}\\b`).test(short));
    if (called !== undefined) throw new Error(`it calls ${called} itself`);
    return short;
  };
}

/** `package.json`: of its text the clients read the version only. */
export function versionOnly(source: string): string {
  const { version } = JSON.parse(source) as { version?: unknown };
  if (typeof version !== "string") throw new Error("it has no version");
  return JSON.stringify({ version });
}

function matches(pattern: RegExp, text: string): [string, string][] {
  return [...text.matchAll(pattern)].map(([, first = "", second = ""]) => [first, second]);
}
