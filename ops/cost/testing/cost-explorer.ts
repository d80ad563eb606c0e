import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import * as z from "zod/mini";

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
const period = z
  .strictObject({ Start: day, End: day })
  .check(z.refine(({ Start, End }) => Start < End, "Start date must be before end date"));
const values = {
  Key: z.string(),
  Values: z.array(z.string()),
  MatchOptions: z.array(z.literal(["EQUALS", "ABSENT", "CASE_SENSITIVE"])),
};
const filter = z.strictObject({
  And: z
    .array(
      z.union([
        z.strictObject({ Tags: z.strictObject(values) }),
        z.strictObject({
          Dimensions: z.strictObject({ ...values, Key: z.literal(["LINKED_ACCOUNT", "SERVICE", "REGION"]) }),
        }),
      ]),
    )
    .check(z.minLength(2)),
});
const granularity = z.literal(["DAILY", "MONTHLY", "HOURLY"]);

/** Requests as https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/ describes them. */
const requests = {
  GetCostAndUsage: z.strictObject({
    TimePeriod: period,
    Granularity: granularity,
    Metrics: z.array(z.literal(["UnblendedCost", "BlendedCost", "AmortizedCost", "NetUnblendedCost"])),
    GroupBy: z
      .array(z.strictObject({ Type: z.literal(["DIMENSION", "TAG"]), Key: z.literal(["SERVICE", "REGION"]) }))
      .check(z.maxLength(2)),
    Filter: filter,
    NextPageToken: z.optional(z.string()),
  }),
  GetCostForecast: z.strictObject({
    TimePeriod: period,
    Granularity: z.literal(["DAILY", "MONTHLY"]),
    Metric: z.literal(["UNBLENDED_COST", "BLENDED_COST", "AMORTIZED_COST"]),
    Filter: filter,
  }),
  ListCostAllocationTags: z.strictObject({
    TagKeys: z.array(z.string()).check(z.maxLength(100)),
    Status: z.literal(["Active", "Inactive"]),
  }),
};

/** An operation of the fake. */
export type Operation = keyof typeof requests;

/** What the fake answers: a body, or an error of AWS. */
export type Answer = { body: unknown } | { error: string; message: string };

/** A Cost Explorer on this machine, which refuses requests that the API's model does not allow. */
export interface FakeCostExplorer {
  client: CostExplorerClient;
  /** Accepted requests, in their order. */
  calls: { operation: Operation; request: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** Starts the fake. @param answer what it returns, by operation and request. */
export async function fakeCostExplorer(
  answer: (operation: Operation, request: Record<string, unknown>) => Answer,
): Promise<FakeCostExplorer> {
  const calls: FakeCostExplorer["calls"] = [];
  const server = createServer((incoming, response) => {
    let text = "";
    incoming.on("data", (part: Buffer) => (text += part.toString()));
    incoming.on("end", () => {
      const target = String(incoming.headers["x-amz-target"]).replace("AWSInsightsIndexService.", "");
      const operation = target as Operation;
      const parsed = requests[operation].safeParse(JSON.parse(text));
      const result: Answer = parsed.success
        ? answer(operation, parsed.data)
        : { error: "ValidationException", message: z.prettifyError(parsed.error) };
      if (parsed.success) calls.push({ operation, request: parsed.data });
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.statusCode = "error" in result ? 400 : 200;
      response.end(
        JSON.stringify("error" in result ? { __type: result.error, message: result.message } : result.body),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new CostExplorerClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${String(port)}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    client,
    calls,
    close: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
