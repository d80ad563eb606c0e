/** A line in CloudWatch's embedded metric format. */
export interface MetricLine {
  _aws: { Timestamp: number; CloudWatchMetrics: Directive[] };
  [field: string]: unknown;
}

interface Directive {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string; Unit?: string; StorageResolution?: number }[];
}

/** A value that CloudWatch reads from a line, for one set of dimensions. */
export interface Datum {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  value: number;
}

/**
 * Reads a line as CloudWatch does.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @throws Error if the line breaks a rule of the specification. CloudWatch would silently ignore it.
 */
export function readMetrics(line: Record<string, unknown>): Datum[] {
  const { _aws } = line as MetricLine;
  need(Number.isInteger(_aws.Timestamp), "the timestamp is no integer");
  need(JSON.stringify(line).length <= 1_048_576, "the line is larger than an event of CloudWatch Logs");
  need(_aws.CloudWatchMetrics.length > 0, "there is no directive");
  return _aws.CloudWatchMetrics.flatMap((directive) => readDirective(line, directive));
}

function readDirective(line: Record<string, unknown>, directive: Directive): Datum[] {
  const { Namespace: namespace, Dimensions, Metrics } = directive;
  need(/^[^:]{1,255}$/.test(namespace), "the namespace has no valid name");
  need(Metrics.length >= 1 && Metrics.length <= 100, "a directive has 1 to 100 metrics");
  need(Dimensions.length >= 1, "a directive has at least one set of dimensions");
  return Dimensions.flatMap((names) => {
    need(names.length <= 30 && new Set(names).size === names.length, "a set has at most 30 dimensions");
    const dimensions = Object.fromEntries(names.map((name) => [name, dimension(line, name)]));
    return Metrics.map(({ Name: name, Unit: unit = "None" }) => {
      need(/^.{1,1024}$/.test(name), "a metric has no valid name");
      need(["Count", "None"].includes(unit), `${name} has the unit ${unit}`);
      const values = [line[name]].flat();
      need(values.length >= 1 && values.length <= 100, `${name} has 1 to 100 values`);
      need(values.every(Number.isFinite), `${name} is not numeric`);
      const value = (values as number[]).reduce((sum, one) => sum + one, 0);
      return { namespace, name, dimensions, value };
    });
  });
}

function dimension(line: Record<string, unknown>, name: string): string {
  const value = line[name];
  need(typeof value === "string" && /^[\x20-\x7e]{1,1024}$/.test(value), `${name} has no valid value`);
  return value as string;
}

function need(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}
