/**
 * A sliding window inside an item: the times of the last `size` events in attributes `<prefix>0` (oldest) and following.
 * One conditional update checks and counts, so concurrent callers cannot exceed the limit. Refused events do not count.
 */
export interface SlidingWindow {
  /** Prefix of the attributes, e.g. `s` for `s0`, `s1`, `s2`. */
  prefix: string;
  /** Maximum number of events in a window, at least 2. */
  size: number;
  /** Length of the window, s. */
  seconds: number;
}

/** A condition that holds while the window has room. */
export interface RoomExpression {
  condition: string;
  values: Record<`:${string}`, number>;
}

/** Parts of an update that counts an event, and fails if the window is full. */
export interface WindowExpression extends RoomExpression {
  /** Comma-separated assignments for a SET clause. */
  set: string;
}

/** The condition that the window has room. @param now epoch s. */
export function hasRoom({ prefix, seconds }: SlidingWindow, now: number): RoomExpression {
  return {
    condition: `(attribute_not_exists(${prefix}0) OR ${prefix}0 <= :since)`,
    values: { ":since": now - seconds },
  };
}

/** The update that counts an event. @param now epoch s. */
export function shift(window: SlidingWindow, now: number): WindowExpression {
  const { prefix, size } = window;
  const { condition, values } = hasRoom(window, now);
  const set = Array.from({ length: size }, (_, i) =>
    i < size - 1
      ? `${prefix}${String(i)} = if_not_exists(${prefix}${String(i + 1)}, :zero)`
      : `${prefix}${String(i)} = :now`,
  );
  return { set: set.join(", "), condition, values: { ...values, ":now": now, ":zero": 0 } };
}

/** The attributes of a window, comma-separated, for a REMOVE clause that resets it. */
export function slots({ prefix, size }: SlidingWindow): string {
  return Array.from({ length: size }, (_, i) => `${prefix}${String(i)}`).join(", ");
}

/** Seconds until a full window has room again. @param item at the time of the refusal. @param now epoch s. */
export function wait(
  { prefix, seconds }: SlidingWindow,
  item: Readonly<Record<string, unknown>>,
  now: number,
): number {
  const oldest = item[`${prefix}0`];
  return typeof oldest === "number" ? Math.max(0, oldest + seconds - now) : 0;
}
