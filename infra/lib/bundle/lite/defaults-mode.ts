/** For the choice of a defaults mode: the one that is asked for, else `legacy`. `auto` would ask the metadata service of EC2. */
type Mode = string | (() => Promise<string | undefined>) | undefined;

export function resolveDefaultsModeConfig({
  defaultsMode,
}: { defaultsMode?: Mode } = {}): () => Promise<string> {
  return async () => {
    const given = typeof defaultsMode === "function" ? await defaultsMode() : defaultsMode;
    const mode = (given ?? process.env["AWS_DEFAULTS_MODE"] ?? "legacy").toLowerCase();
    return mode === "auto" ? "standard" : mode;
  };
}
