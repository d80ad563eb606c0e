import {
  type APIGatewayClient,
  GetTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-api-gateway";
import { tagChanges, tagRecord } from "../shared";

/** The tags of a resource of API Gateway. The resource itself returns only its first ones. */
export async function readTags(
  client: APIGatewayClient,
  resourceArn: string,
): Promise<Record<string, string>> {
  return tagRecord((await client.send(new GetTagsCommand({ resourceArn }))).tags);
}

/** Sets the tags of a resource to `wanted`. */
export async function setTags(
  client: APIGatewayClient,
  resourceArn: string,
  wanted: Record<string, string>,
): Promise<void> {
  const { removed, set } = tagChanges({ tags: await readTags(client, resourceArn) }, { tags: wanted });
  const tags = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
  if (removed.length > 0) await client.send(new UntagResourceCommand({ resourceArn, tagKeys: removed }));
  if (set.length > 0) await client.send(new TagResourceCommand({ resourceArn, tags }));
}
