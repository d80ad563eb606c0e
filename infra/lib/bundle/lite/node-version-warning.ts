/** For a warning about old versions of Node: the runtime is chosen by the program. */
export const state = { warningEmitted: true };
export const emitWarningIfUnsupportedVersion = (): void => {};
