/** Names that a module of the SDK exports, sorted. Knows the forms that the TypeScript compiler writes. */
export function exportsOf(source: string): string[] {
  const declared = [...source.matchAll(/^export (?:async )?(?:class|function\*?|const|let|var) ([\w$]+)/gm)];
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)]
    .flatMap(([, list = ""]) => list.split(","))
    .map(
      (item) =>
        item
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? "",
    );
  const all = /^export \*/m.test(source) ? ["*"] : [];
  return [...declared.map(([, name = ""]) => name), ...listed, ...all].filter((name) => name !== "").sort();
}
