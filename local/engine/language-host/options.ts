import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

/** The runtime options of a Pulumi.yaml or PulumiPolicy.yaml that matter for running a program. */
export interface RuntimeOptions {
  /** Compile TypeScript while loading. Default true. */
  typescript: boolean;
  /** Path of the tsconfig.json. Default: that of the program's directory. */
  tsconfig?: string;
  /** Arguments for Node itself, before the program, separated by white space. Default none. */
  nodeargs: string[];
}

/** @throws Error naming the option whose type or value is wrong. */
export function parseOptions(info: ProgramInfo | undefined): RuntimeOptions {
  const given = info?.getOptions()?.toJavaScript() ?? {};
  const { typescript = true, tsconfig, nodeargs = "" } = given;
  if (typeof typescript !== "boolean") throw new Error("typescript option must be a boolean");
  if (tsconfig !== undefined && typeof tsconfig !== "string")
    throw new Error("tsconfig option must be a string");
  if (typeof nodeargs !== "string") throw new Error("nodeargs option must be a string");
  if (/["'\\]/.test(nodeargs)) throw new Error("nodeargs option must not contain quotes or backslashes");
  return {
    typescript,
    ...(tsconfig !== undefined && { tsconfig }),
    nodeargs: nodeargs.split(/\s+/).filter((word) => word !== ""),
  };
}

/** The environment variables by which the SDK's runner learns of the options. */
export function optionVariables(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}
