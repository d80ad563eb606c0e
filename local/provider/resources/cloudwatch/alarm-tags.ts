import { type CloudWatchClient, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cloudwatch";
import type { Values } from "../resource";
import { tagChanges } from "../shared";

/** Changes the tags of an alarm: an update of the alarm itself ignores them. */
export async function setAlarmTags(
  client: CloudWatchClient,
  ResourceARN: string | undefined,
  old: Values,
  next: Values,
): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagResourceCommand({ ResourceARN, Tags: set }));
}
