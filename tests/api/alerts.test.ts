/**
 * The whole way from a failure to a person, on a deployed stage. The local cloud evaluates no alarm on metrics from logs
 * and no metric math: the test reads the metric that the failing function wrote, evaluates the deployed alarm on it, and sets
 * the alarm's state as CloudWatch would. From there on everything runs by itself: alarm → SNS → function → SES.
 */
import { isDeepStrictEqual } from "node:util";

import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";

import { budgetNotification } from "../../functions/alerts/testing/samples";
import { readMetrics, type Datum } from "../../functions/testing/emf";
import { arns, physicalName } from "../../infra/lib/names";
import { statesOf, type AlarmInputs, type Samples } from "../../infra/testing/alarms/evaluate";
import type { Cloud } from "../../local/cloud";
import { findDeadLetterQueues, redrive } from "../../ops/dead-letters";
import { readLogs } from "../testing/logs";
import { rolePolicy } from "../testing/role-policy";
import { place, Stage } from "../testing/stage";
import { eventually, openPlatform, removeTestCloud } from "../testing/support";

const ON_CALL = "alerts@example.org";
const DELIVER = physicalName("notifications-deliver", place);
const NOTIFY = physicalName("alerts-notify", place);
const topic = (severity: "critical" | "warning"): string =>
  arns(place).topic(physicalName(`alerts-${severity}`, place));

let cloud: Cloud;
let stage: Stage;

beforeAll(async () => {
  cloud = await openPlatform();
  stage = await Stage.open(cloud);
  await new SESClient(stage.config).send(
    new VerifyEmailIdentityCommand({ EmailAddress: "no-reply@example.org" }),
  );
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

interface Mail {
  To: string[];
  Subject: string;
  BodyText: string;
}

/** The e-mail to the address of the stage whose subject is this, once it is there. */
function mail(subject: string): Promise<Mail> {
  return eventually(async () => {
    const answer = await fetch(`${cloud.endpoint}/_ministack/ses/messages`);
    const { messages } = (await answer.json()) as { messages: Record<string, Mail[]> };
    const found = Object.values(messages).flat();
    return found.find(({ To, Subject }) => To.join() === ON_CALL && Subject === subject);
  });
}

/** Takes an action out of a function's policy. @returns gives it back. */
async function forbid(RoleName: string, action: string): Promise<() => Promise<unknown>> {
  const iam = new IAMClient(stage.config);
  const name = await rolePolicy(iam, RoleName);
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(name));
  const document = decodeURIComponent(PolicyDocument);
  const reduced = document.replaceAll(`"${action}"`, '"sts:GetCallerIdentity"');
  expect(reduced).not.toBe(document);
  await iam.send(new PutRolePolicyCommand({ ...name, PolicyDocument: reduced }));
  return () => iam.send(new PutRolePolicyCommand({ ...name, PolicyDocument: document }));
}

async function deployedAlarm(name: string): Promise<MetricAlarm> {
  const { MetricAlarms = [] } = await new CloudWatchClient(stage.config).send(
    new DescribeAlarmsCommand({ AlarmNames: [physicalName(name, place)] }),
  );
  expect(MetricAlarms).toHaveLength(1);
  return MetricAlarms[0]!;
}

/** The definition of a deployed alarm, from the state of the stack: the local cloud does not return metric math. */
async function definitionOf(alarm: string): Promise<AlarmInputs> {
  const { deployment } = JSON.parse(await cloud.pulumiOk(["stack", "export"])) as {
    deployment: { resources: { type: string; inputs?: AlarmInputs & { name?: string } }[] };
  };
  const found = deployment.resources.flatMap(({ type, inputs }) =>
    type === "aws:cloudwatch/metricAlarm:MetricAlarm" && inputs?.name === physicalName(alarm, place)
      ? [inputs]
      : [],
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** Sample data of one minute: these metrics, and one invocation. */
const measured =
  (written: readonly Datum[]): Samples =>
  ({ namespace, metricName, dimensions }) =>
  (minute) => {
    if (minute > 0) return undefined;
    if (metricName === "Invocations") return 1;
    const own = written.filter(
      (one) =>
        one.namespace === namespace &&
        one.name === metricName &&
        isDeepStrictEqual(one.dimensions, { ...dimensions }),
    );
    return own.length === 0 ? undefined : own.reduce((sum, { value }) => sum + value, 0);
  };

/** The failures of a function, as CloudWatch reads them from its log. */
async function failuresOf(functionName: string): Promise<Datum[]> {
  const lines = (await readLogs(cloud)).filter(
    ({ group, text }) => group.endsWith(functionName) && text.includes('"_aws"'),
  );
  return lines
    .flatMap(({ text }) => readMetrics(JSON.parse(text) as Record<string, unknown>))
    .filter(({ name, dimensions }) => name === "Failures" && "function_name" in dimensions);
}

async function setState(alarm: string, StateValue: "ALARM" | "OK"): Promise<void> {
  const AlarmName = physicalName(alarm, place);
  await new CloudWatchClient(stage.config).send(
    new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `Threshold Crossed, ${StateValue}` }),
  );
}

test("a failing function raises its alarm, and the e-mail says what is wrong and when it is over", async () => {
  const alarm = "notifications-deliver-failing";
  const definition = await definitionOf(alarm);
  const restore = await forbid(DELIVER, "dynamodb:BatchGetItem");
  const body = JSON.stringify({
    kind: "approved",
    userId: "usr_0123456789abcdefghjk",
    decidedAt: "2027-01-15T08:00:00.000Z",
  });
  const Records = [1, 2, 3].map((id) => ({ messageId: `m${String(id)}`, body }));
  await stage.invoke("notifications-deliver", { Records });

  // The alarm reads what the function has written: three failures are enough for it, two are not.
  const written = await eventually(async () => {
    const found = await failuresOf(DELIVER);
    return found.length >= 3 ? found : undefined;
  });
  expect(statesOf(definition, measured(written), 60)).toContain("ALARM");
  expect(statesOf(definition, measured(written.slice(1)), 60)).not.toContain("ALARM");

  // The composite alarm notifies in place of the alarms that it names.
  await setState(alarm, "ALARM");
  const { BodyText } = await mail("[local] WARNING platform-degraded");
  expect(BodyText).toMatch(/^The platform is slow, or work in the background fails or waits\.\n/);
  for (const line of [
    /^Severity: warning\. Owner: platform-team\. Runbook: https:\/\/.+\/platform-degraded\.md$/m,
    /^State: ALARM, was \w+$/m,
    /^Since: \d{4}-\d\d-\d\d \d\d:\d\d UTC \(.+ in Hong Kong\)$/m,
    /^Graph: https:\/\/us-east-1\.console\.aws\.amazon\.com\/.+alarm\/sjc1990app-platform-degraded-local$/m,
    /^Release: \d+\.\d+\.\d+$/m,
  ])
    expect(BodyText).toMatch(line);

  await restore();
  await setState(alarm, "OK");
  expect((await mail("[local] OK platform-degraded")).BodyText).toMatch(/^State: OK, was ALARM$/m);
});

test("a notification of a budget arrives", async () => {
  const Message = budgetNotification.replaceAll("-prod", "-local");
  await new SNSClient(stage.config).send(new PublishCommand({ TopicArn: topic("warning"), Message }));
  const { BodyText } = await mail("[local] WARNING budget monthly-forecast: forecasted cost $163.20");
  expect(BodyText).toMatch(/^Threshold: > \$150\.00$/m);
});

// The local cloud drops what SNS cannot deliver: the test invokes the function as SNS does.
test("what cannot be delivered waits in the dead-letter queue, whose alarm takes another way", async () => {
  const restore = await forbid(NOTIFY, "ses:SendEmail");
  const Sns = { MessageId: "undelivered", TopicArn: topic("critical"), Message: "The one that failed" };
  const Payload = JSON.stringify({ Records: [{ Sns }] });
  await new LambdaClient(stage.config).send(
    new InvokeCommand({ FunctionName: NOTIFY, Qualifier: "live", InvocationType: "Event", Payload }),
  );
  const sqs = new SQSClient({ ...stage.config, useQueueUrlAsEndpoint: false });
  const lambda = new LambdaClient(stage.config);
  const queue = async () =>
    (await findDeadLetterQueues({ sqs, lambda }, "local")).find(
      ({ thing }) => thing === "undelivered-alerts",
    );
  await eventually(async () => ((await queue())?.waiting === 1 ? true : undefined));

  const { Dimensions, AlarmActions } = await deployedAlarm("undelivered-alerts-not-empty");
  expect(Dimensions).toEqual([{ Name: "QueueName", Value: physicalName("undelivered-alerts", place) }]);
  expect(AlarmActions).toEqual([arns(place).topic(physicalName("alerts", place))]);

  await restore();
  const found = await queue();
  expect(found).toBeDefined();
  expect(await redrive({ sqs, lambda }, found!)).toEqual({ moved: 1, left: 0 });
  const { BodyText } = await mail("[local] CRITICAL message of unknown form");
  expect(BodyText).toMatch(/^The one that failed$/m);
});
