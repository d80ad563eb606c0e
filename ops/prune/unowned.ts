/** Tables, log groups and parameters with names of the stage that the stack does not own. */
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import { DeleteParameterCommand, paginateDescribeParameters, SSMClient } from "@aws-sdk/client-ssm";

import { parameterName, project } from "../../infra/lib/names";
import { isGone, isYoung, type PruneContext, type Unused } from "./unused";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const PARAMETER = "aws:ssm/parameter:Parameter";

const WHY = "no resource of the stack";

/** Log groups of functions that the program no longer has. */
export async function* unownedLogGroups({ stage, owned, signal, now }: PruneContext): AsyncGenerator<Unused> {
  const client = new CloudWatchLogsClient(stage.aws);
  const prefix = `/aws/lambda/${project}-`;
  const pages = paginateDescribeLogGroups(
    { client },
    { logGroupNamePrefix: prefix },
    { abortSignal: signal },
  );
  for await (const { logGroups = [] } of pages)
    for (const { logGroupName = "", storedBytes = 0, creationTime } of logGroups) {
      const created = creationTime === undefined ? undefined : new Date(creationTime);
      if (!isOfStage(logGroupName.slice("/aws/lambda/".length), stage.name)) continue;
      if (owned.get(LOG_GROUP)?.has(logGroupName) === true || isYoung(created, now)) continue;
      const remove = async () => {
        await ignoreGone(client.send(new DeleteLogGroupCommand({ logGroupName })));
        return undefined;
      };
      yield { kind: "log group", name: logGroupName, bytes: storedBytes, why: WHY, remove };
    }
}

/** Parameters below `/sjc1990app/<stage>/`. */
export async function* unownedParameters({
  stage,
  owned,
  signal,
  now,
}: PruneContext): AsyncGenerator<Unused> {
  const client = new SSMClient(stage.aws);
  const prefix = parameterName("", stage.place);
  const ParameterFilters = [{ Key: "Name", Option: "BeginsWith", Values: [prefix] }];
  const pages = paginateDescribeParameters({ client }, { ParameterFilters }, { abortSignal: signal });
  for await (const { Parameters = [] } of pages)
    for (const { Name = "", LastModifiedDate } of Parameters) {
      if (!Name.startsWith(prefix) || owned.get(PARAMETER)?.has(Name) === true) continue;
      if (isYoung(LastModifiedDate, now)) continue;
      const remove = async () => {
        await ignoreGone(client.send(new DeleteParameterCommand({ Name })));
        return undefined;
      };
      yield { kind: "parameter", name: Name, why: WHY, remove };
    }
}

/** Whether a name is `sjc1990app-<thing>-<stage>`. Names of stages have no hyphen. */
export function isOfStage(name: string, stage: string): boolean {
  return new RegExp(`^${project}-[a-z0-9-]+-${stage}$`).test(name);
}

async function ignoreGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
