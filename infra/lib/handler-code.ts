import * as pulumi from "@pulumi/pulumi";

import { bundleHandlers, BundleError, type Bundle } from "./bundle";
import { handlerEntries } from "./handlers";

let bundles: Promise<Map<string, Bundle>> | undefined;

/**
 * The zip of a handler. The first call builds all handlers in one pass, while the program registers other resources.
 * After a mistake in a handler's sources, Pulumi reports the rejection of that one build, and the zips stay pending: as
 * inputs of thirty functions, the same error would be reported with thirty prefixes.
 * @throws Error when the entry is none of {@link handlerEntries}.
 */
export function handlerCode(entry: string): Promise<pulumi.asset.Archive> {
  if (!handlerEntries().includes(entry))
    throw new Error(`functions/${entry}.ts is neither in functions/routes.ts nor in functions/background.ts`);
  bundles ??= buildAll();
  const built = bundles;
  return new Promise((resolve) => {
    void built.then((all) => {
      resolve(zip(all.get(entry)));
    });
  });
}

async function buildAll(): Promise<Map<string, Bundle>> {
  try {
    return await bundleHandlers(handlerEntries());
  } catch (error) {
    // Pulumi prints a RunError without a stack trace.
    throw error instanceof BundleError ? new pulumi.RunError(error.message) : error;
  }
}

/** From a file: the text of a string asset would be in the state, which is written after every step. */
function zip(bundle: Bundle | undefined): pulumi.asset.Archive {
  if (bundle === undefined) throw new Error("bundleHandlers gave no bundle");
  return new pulumi.asset.AssetArchive({ [bundle.file]: new pulumi.asset.FileAsset(bundle.path) });
}
