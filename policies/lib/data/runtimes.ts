/** Source of the dates. */
export const runtimesSource = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html";

/** The day on which the source was read. */
export const runtimesRead = "2026-11-25";

/**
 * Deprecation dates of Lambda runtimes, `YYYY-MM-DD`: AWS provides no security patches from that day. Runtimes deprecated
 * before 2025 are left out: a runtime that is not listed is refused.
 */
export const runtimes: Readonly<Record<string, string>> = {
  "nodejs24.x": "2028-04-30",
  "nodejs22.x": "2027-04-30",
  "nodejs20.x": "2026-04-30",
  "nodejs18.x": "2025-09-01",
  "python3.14": "2029-06-30",
  "python3.13": "2029-06-30",
  "python3.12": "2028-10-31",
  "python3.11": "2027-06-30",
  "python3.10": "2026-10-31",
  "python3.9": "2025-12-15",
  java25: "2029-06-30",
  java21: "2029-06-30",
  java17: "2027-06-30",
  java11: "2027-06-30",
  "java8.al2": "2027-06-30",
  dotnet10: "2028-11-14",
  dotnet8: "2026-11-10",
  "ruby3.4": "2028-03-31",
  "ruby3.3": "2027-03-31",
  "ruby3.2": "2026-03-31",
  "provided.al2023": "2029-06-30",
  "provided.al2": "2026-07-31",
};
