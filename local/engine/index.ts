export { ensureEngine, type Engine } from "./ensure";
export { enginePath, localCloud, pulumiEnvironment, type PulumiEnvironmentArgs } from "./environment";
export { runPulumi, type PulumiRun, type PulumiStdio } from "./run";
export { pulumiVersion } from "./version";
