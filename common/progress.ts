/** Where progress goes: always stderr, so that stdout holds answers only. */
export interface Progress {
  /** A step begins, e.g. `Building the Pulumi CLI (about 3 minutes, once)`. */
  step(text: string): void;
  /** More about the running step; shown on terminals only. */
  detail(text: string): void;
  /** Something the user must know although all goes on. */
  warn(text: string): void;
}

/** Lines on stderr; details overwrite each other on a terminal and are dropped elsewhere. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let detailShown = false;
  const clear = (): void => {
    if (detailShown) stream.write("\r\x1b[K");
    detailShown = false;
  };
  return {
    step(text) {
      clear();
      stream.write(`• ${text}\n`);
    },
    detail(text) {
      if (!stream.isTTY) return;
      stream.write(`\r\x1b[K  ${text.slice(0, Math.max(20, stream.columns - 4))}`);
      detailShown = true;
    },
    warn(text) {
      clear();
      stream.write(`! ${text}\n`);
    },
  };
}

/** Drops everything. For tests. */
export const silentProgress: Progress = { step() {}, detail() {}, warn() {} };
