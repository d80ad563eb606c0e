import { bundleHandlers } from "../../infra/lib/bundle";
import { handlerEntries } from "../../infra/lib/handlers";
import { type Figure, median } from "./figures";

/** Sizes of the handlers' bundles. */
export async function bundleSizes(): Promise<Figure[]> {
  const sizes = [...(await bundleHandlers(handlerEntries())).values()]
    .map(({ bytes }) => bytes / 1000)
    .sort((a, b) => a - b);
  return [
    { name: "handler bundle, median", value: median(sizes), unit: "KB", limit: 280 },
    { name: "handler bundle, largest", value: Math.max(...sizes), unit: "KB", limit: 450 },
  ];
}
