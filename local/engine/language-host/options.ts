import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

/** The runtime options of a Pulumi.yaml or PulumiPolicy.yaml, as the official language host reads them. */
export interface RuntimeOptions {
  /** Compile TypeScript while loading. Default true. */
  typescript: boolean;
  /** Path of the tsconfig.json. Default: that of the program's directory. */
  tsconfig?: string;
  /** Arguments for Node itself, before the program. Default none. */
  nodeargs: string[];
  /** What installs dependencies: `npm`, `yarn`, `pnpm` or `bun`. Default npm. */
  packagemanager: string;
}

/** @throws Error naming the option whose type or value is wrong. */
export function parseOptions(info: ProgramInfo | undefined): RuntimeOptions {
  const given = info?.getOptions()?.toJavaScript() ?? {};
  const { typescript = true, tsconfig, nodeargs = "", packagemanager = "auto" } = given;
  if (typeof typescript !== "boolean") throw new Error("typescript option must be a boolean");
  if (tsconfig !== undefined && typeof tsconfig !== "string")
    throw new Error("tsconfig option must be a string");
  if (typeof nodeargs !== "string") throw new Error("nodeargs option must be a string");
  if (
    typeof packagemanager !== "string" ||
    !["auto", "npm", "yarn", "pnpm", "bun"].includes(packagemanager)
  ) {
    throw new Error(
      `packagemanager option must be one of auto, npm, yarn, pnpm or bun, got ${JSON.stringify(packagemanager)}`,
    );
  }
  return {
    typescript,
    ...(tsconfig !== undefined && { tsconfig }),
    nodeargs: splitWords(nodeargs),
    packagemanager: packagemanager === "auto" ? "npm" : packagemanager,
  };
}

/** The environment variables by which the SDK's runner learns of the options. */
export function optionVariables(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

/**
 * Splits a line into words as a shell does: at white space, with single and double quotes and the backslash.
 *
 * @throws Error when a quote is not closed.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (quote !== "" && character === quote) quote = "";
    else if (character === "\\" && quote !== "'") word = (word ?? "") + line.charAt((index += 1));
    else if (quote !== "") word = (word ?? "") + character;
    else if (character === '"' || character === "'") [quote, word] = [character, word ?? ""];
    else if (!/\s/.test(character)) word = (word ?? "") + character;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quote !== "") throw new Error(`nodeargs option has an unclosed quote: ${line}`);
  return word === undefined ? words : [...words, word];
}
