/** For a client's option `extensions`, which rewires it. Without any it changes nothing. */
export function resolveRuntimeExtensions<T>(config: T, extensions: readonly unknown[]): T {
  if (extensions.length > 0) throw new Error("client extensions are not part of this bundle");
  return config;
}
