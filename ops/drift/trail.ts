import { paginateLookupEvents, type CloudTrailClient } from "@aws-sdk/client-cloudtrail";

/** A call that changed a resource. */
export interface Change {
  /** ISO 8601. */
  at: string;
  /** User, or role and session. */
  by: string;
  /** e.g. `UpdateFunctionConfiguration20150331v2`. */
  action: string;
}

/** How many changes are of interest. */
const MAX = 3;

/** The last calls that changed a resource, newest first. CloudTrail keeps 90 days, and learns of a call within minutes. */
export async function recentChanges(
  client: CloudTrailClient,
  id: string,
  abortSignal: AbortSignal,
): Promise<Change[]> {
  const changes: Change[] = [];
  const LookupAttributes = [{ AttributeKey: "ResourceName" as const, AttributeValue: id }];
  for await (const { Events = [] } of paginateLookupEvents({ client }, { LookupAttributes }, { abortSignal }))
    for (const { EventName = "", EventTime, Username = "unknown", ReadOnly } of Events) {
      if (ReadOnly === "true") continue;
      changes.push({ at: (EventTime ?? new Date(0)).toISOString(), by: Username, action: EventName });
      if (changes.length === MAX) return changes;
    }
  return changes;
}
