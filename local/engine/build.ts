import * as path from "node:path";
import { buildGo } from "../../common/go";
import type { Progress } from "../../common/progress";
import { bundleLanguageHost } from "./bundle";
import { pulumiVersion } from "./version";

/**
 * Builds the pinned CLI from its Go modules into `directory/bin`, with the language host beside it.
 * @throws UserError when Go is missing or too old, or when the build fails.
 */
export async function buildEngine(directory: string, progress: Progress): Promise<void> {
  progress.step(`Building the Pulumi CLI ${pulumiVersion} (about 4 minutes, once)`);
  const binDir = path.join(directory, "bin");
  const program = {
    what: "the Pulumi CLI",
    module: __dirname,
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ldflags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`,
    alternative: `Install Pulumi ${pulumiVersion} or later (https://www.pulumi.com/docs/install/), or `,
  };
  await buildGo(progress, program, path.join(binDir, "pulumi"));
  await bundleLanguageHost(binDir);
}
