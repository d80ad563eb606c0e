import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";

import * as z from "zod/mini";

import { stackResources } from "../../stages/engine";
import type { Stage } from "../../stages/stage";
import { failed, passed, type Check } from "../check";
import type { PostflightContext } from "./context";

/** Log groups that are read at a time: AWS allows 10 requests a second. */
const WIDTH = 5;

/** The functions wrote no line of the level ERROR. Only counts are reported: a message may hold personal data. */
export const errorLogs: Check<PostflightContext> = {
  name: "error-logs",
  summary: "the functions logged no error since the deployment",
  async run({ stage, since, signal }) {
    const { functions, errors } = await countErrors(stage, since, signal);
    if (errors.length === 0) return passed(`${String(functions)} functions`);
    return failed(
      errors.map(({ functionName, code, count }) => `${String(count)} × ${functionName} ${code}`).join("\n"),
      `Read them: CloudWatch → Logs Insights → Saved queries → sjc1990app/${stage.name}. See docs/observability.md.`,
    );
  },
};

/** Errors of one kind in the log of a function. */
export interface ErrorCount {
  functionName: string;
  code: string;
  count: number;
}

/** Counts the errors that the functions of a stage logged since a time, most frequent first. */
export async function countErrors(
  stage: Stage,
  since: Date,
  signal: AbortSignal,
): Promise<{ functions: number; errors: ErrorCount[] }> {
  const resources = await stackResources(await stage.stack());
  const names = resources
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ inputs }) => String(inputs["name"]));
  const client = new CloudWatchLogsClient(stage.aws);
  const counts = new Map<string, ErrorCount>();
  const queue = [...names];
  const worker = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift())
      for await (const code of errorCodes(client, name, since, signal)) {
        const counted = counts.get(`${name} ${code}`) ?? { functionName: name, code, count: 0 };
        counts.set(`${name} ${code}`, { ...counted, count: counted.count + 1 });
      }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return { functions: names.length, errors: [...counts.values()].sort((a, b) => b.count - a.count) };
}

/** The code of each error in the log of a function. */
async function* errorCodes(
  client: CloudWatchLogsClient,
  functionName: string,
  since: Date,
  abortSignal: AbortSignal,
): AsyncGenerator<string> {
  const pages = paginateFilterLogEvents(
    { client },
    {
      logGroupName: `/aws/lambda/${functionName}`,
      startTime: since.getTime(),
      filterPattern: '{ $.level = "ERROR" }',
    },
    { abortSignal },
  );
  for await (const { events = [] } of pages)
    for (const { message = "" } of events) {
      const code = codeOf(message);
      if (code !== undefined) yield code;
    }
}

const line = z.object({
  level: z.string(),
  errorCode: z.optional(z.string()),
  failure: z.optional(z.object({ name: z.optional(z.string()) })),
});

/** The code or the name of the error of a line with the level ERROR. The local cloud returns all lines. */
function codeOf(message: string): string | undefined {
  const { data } = line.safeParse(asJson(message));
  return data?.level === "ERROR" ? (data.errorCode ?? data.failure?.name ?? "unknown") : undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
