/** Reports progress on stderr: stdout is for results. */
export interface Progress {
  /** A step begins, e.g. `Building the Pulumi CLI (about 3 minutes, once)`. */
  step(text: string): void;
  /** Detail of the current step; shown on terminals only. */
  detail(text: string): void;
  /** A problem that does not stop the command. */
  warn(text: string): void;
}

/** Writes lines to a stream; details overwrite each other on a terminal and are dropped elsewhere. */
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

/** Reports nothing. */
export const silentProgress: Progress = { step() {}, detail() {}, warn() {} };
