/** Output of a test to stdout and stderr. */
export interface Output {
  /** All output. */
  text(): string;
  /** All lines, parsed as JSON. */
  lines(): Record<string, unknown>[];
}

/** Captures the output of each test. Call it at the top of a test file. */
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
