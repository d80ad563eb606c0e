/** What was written to stdout and stderr while a test ran. */
export interface Output {
  /** Everything, as one text. */
  text(): string;
  /** The lines, parsed. */
  lines(): Record<string, unknown>[];
}

/** Captures what each test of a file writes. Call it at the top of the file. */
export function captureOutput(): Output {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, "write").mockImplementation((chunk) => written.push(String(chunk)) > 0);
    }
  });
  afterEach(() => jest.restoreAllMocks());
  return {
    text: () => written.join(""),
    lines: () =>
      written
        .join("")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
