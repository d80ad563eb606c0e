/** Output of a test to stdout and stderr. */
export interface Output {
  /** All output. */
  text(): string;
  /** All log lines, parsed as JSON. */
  lines(): Record<string, unknown>[];
  /** All lines with metrics, parsed as JSON. */
  metrics(): Record<string, unknown>[];
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
  const parsed = (): Record<string, unknown>[] =>
    written
      .join("")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    text: () => written.join(""),
    lines: () => parsed().filter((line) => !("_aws" in line)),
    metrics: () => parsed().filter((line) => "_aws" in line),
  };
}
