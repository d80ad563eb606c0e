import {
  type LambdaClient,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { tagChanges } from "../shared";

/** Sets the tags of a function or an event source mapping to `wanted`. */
export async function setTags(
  lambda: LambdaClient,
  arn: string,
  wanted: Record<string, string>,
): Promise<void> {
  const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource: arn }));
  const { removed, set } = tagChanges({ tags: Tags }, { tags: wanted });
  if (removed.length > 0) await lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: removed }));
  const added = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
  if (set.length > 0) await lambda.send(new TagResourceCommand({ Resource: arn, Tags: added }));
}
