import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["cloudwatch.EventRule", eventRuleCases],
  ["cloudwatch.EventTarget", eventTargetCases],
]);

const pattern = (source: string): string => JSON.stringify({ source: [source] });

/** Cases of the type `EventRule`. */
function eventRuleCases(clients: Clients): Promise<Lifecycle[]> {
  const events = clients.eventBridge();
  return Promise.resolve([
    {
      token: "aws:cloudwatch/eventRule:EventRule",
      small: { name: "bounces", eventPattern: pattern("aws.ses") },
      large: {
        name: "bounces",
        description: "Mail that came back",
        eventPattern: pattern("aws.s3"),
        state: "DISABLED",
        tags: { owner: "platform" },
      },
      drift: (Name) => events.send(new PutRuleCommand({ Name, EventPattern: pattern("by.hand") })),
      drifted: ["eventPattern"],
      replaced: { name: "complaints" },
    },
  ]);
}

/** Cases of the type `EventTarget`. */
async function eventTargetCases(clients: Clients): Promise<Lifecycle[]> {
  const events = clients.eventBridge();
  const rule = "with-target";
  await events.send(new PutRuleCommand({ Name: rule, EventPattern: pattern("aws.ses") }));
  const queue = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  return [
    {
      token: "aws:cloudwatch/eventTarget:EventTarget",
      small: { rule, targetId: "queue", arn: queue("feedback") },
      large: {
        rule,
        targetId: "queue",
        arn: queue("others"),
        input: JSON.stringify({ always: "this" }),
        deadLetterConfig: { arn: queue("dead") },
      },
      drift: () =>
        events.send(new PutTargetsCommand({ Rule: rule, Targets: [{ Id: "queue", Arn: queue("hand") }] })),
      drifted: ["arn", "deadLetterConfig", "input"],
      replaced: { targetId: "other" },
      importId: () => `${rule}/queue`,
    },
  ];
}
