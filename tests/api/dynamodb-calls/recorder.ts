import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Cloud } from "../../../local/cloud";
import { clientConfig } from "../../testing/support";

/** A call of DynamoDB, as CloudTrail of the local cloud recorded it. A batch or a transaction is one. */
export interface Recorded {
  /** e.g. `Query`. */
  name: string;
  /** Access key of the caller: each version of a function has its own. */
  accessKey: string;
}

/** Most events in one answer. */
const MOST = 50;

/** Records the calls of DynamoDB that reach a local cloud. */
export class Recorder {
  private constructor(private readonly cloud: Cloud) {}

  /** Turns the recording on, which is off by default. */
  static async start(cloud: Cloud): Promise<Recorder> {
    const response = await fetch(`${cloud.endpoint}/_ministack/config`, {
      method: "POST",
      body: JSON.stringify({ "cloudtrail._recording_enabled": "true" }),
    });
    if (!response.ok) throw new Error(`recording was not turned on: ${String(response.status)}`);
    return new Recorder(cloud);
  }

  /** The calls that arrive during an action, in order. Nothing else may use the cloud meanwhile. */
  async during(action: () => Promise<unknown>): Promise<Recorded[]> {
    const [before] = await this.newest();
    await action();
    const events = await this.newest();
    const end = events.findIndex(({ EventId }) => EventId === before?.EventId);
    if (end === -1 && events.length >= MOST) throw new Error(`more than ${String(MOST)} calls`);
    const since = end === -1 ? events : events.slice(0, end);
    return since
      .reverse()
      .map(({ EventName = "", Username = "" }) => ({ name: EventName, accessKey: Username }));
  }

  private async newest(): Promise<Event[]> {
    const query = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "dynamodb.amazonaws.com" }],
      MaxResults: MOST,
    });
    const { Events = [] } = await new CloudTrailClient(clientConfig(this.cloud)).send(query);
    return Events;
  }
}
