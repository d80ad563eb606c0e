import {
  ListTagsForResourceCommand,
  type SESv2Client,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sesv2";
import type { Context, Values } from "../resource";
import { tagChanges, tagRecord } from "../shared";

/** ARN of an SES resource, e.g. an `identity`. */
export const arnOf = (kind: string, name: string, { region, accountId }: Context): string =>
  `arn:aws:ses:${region}:${accountId}:${kind}/${name}`;

/** The tags of a resource. */
export async function tagsOf(client: SESv2Client, ResourceArn: string): Promise<Record<string, string>> {
  return tagRecord((await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags);
}

/** Updates tags. */
export async function setTags(
  client: SESv2Client,
  ResourceArn: string,
  old: Values,
  next: Values,
): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagResourceCommand({ ResourceArn, Tags: set }));
}
