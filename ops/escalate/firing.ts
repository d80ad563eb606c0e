import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";

import { project } from "../../infra/lib/names";
import type { Stage } from "../stages/stage";
import { described, escalateAlarm } from "./alarm";
import type { Escalation } from "./form";
import type { EscalateOptions } from "./release";

/** Fills in a form for each critical alarm of a stage that fires, by name. */
export async function escalateFiring(stage: Stage, options: EscalateOptions): Promise<Escalation[]> {
  const pages = paginateDescribeAlarms(
    { client: new CloudWatchClient(stage.aws) },
    {
      ...{ AlarmNamePrefix: `${project}-`, StateValue: "ALARM" },
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    },
    { abortSignal: options.signal },
  );
  const names: string[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
    for (const { AlarmName = "", AlarmDescription = "" } of [...MetricAlarms, ...CompositeAlarms])
      if (AlarmName.endsWith(`-${stage.place.stage}`) && described(AlarmDescription).severity === "critical")
        names.push(AlarmName);
  const forms: Escalation[] = [];
  for (const name of names.sort()) forms.push(await escalateAlarm(stage, name, options));
  return forms;
}
