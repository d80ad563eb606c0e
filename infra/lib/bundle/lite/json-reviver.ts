/** For numbers in JSON that a double cannot hold: whole ones become bigint as in the original, fractions are rounded. */
export function jsonReviver(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  const exact = typeof value !== "number" || Number.isSafeInteger(value) || source === undefined;
  return exact || !/^-?\d+$/.test(source) ? value : BigInt(source);
}
