/** Seconds of a number of minutes. */
export const minutes = (count: number): number => 60 * count;

/** Seconds of a number of hours. */
export const hours = (count: number): number => 3_600 * count;
