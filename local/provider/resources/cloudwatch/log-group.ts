import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, flag, needed, number, record, tagChanges, tagRecord, tags, text } from "../shared";

/** A log group. */
export const logGroup: ResourceType = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    retentionInDays: { default: 0 },
    kmsKeyId: { default: "" },
    logGroupClass: { replace: true, default: "STANDARD" },
    skipDestroy: { default: false, writeOnly: true },
    tags,
  },
  stable: ["arn"],
  notFound: ["ResourceNotFoundException"],

  async create(inputs, context) {
    const client = context.clients.logs();
    const logGroupName = needed(inputs, "name");
    await client.send(
      new CreateLogGroupCommand({
        logGroupName,
        kmsKeyId: text(inputs, "kmsKeyId"),
        logGroupClass: text(inputs, "logGroupClass") as "STANDARD" | undefined,
        ...("tags" in inputs && { tags: record(inputs, "tags") }),
      }),
    );
    return finish(
      () => readLogGroup(logGroupName, context),
      () => (number(inputs, "retentionInDays") ? setRetention(client, logGroupName, inputs) : undefined),
    );
  },

  read: readLogGroup,

  async update(id, old, next, changed, context) {
    const client = context.clients.logs();
    return finish(
      () => readLogGroup(id, context),
      () => (changed.has("retentionInDays") ? setRetention(client, id, next) : undefined),
      () => (changed.has("kmsKeyId") ? setKey(client, id, next) : undefined),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, inputs, { clients }) {
    if (flag(inputs, "skipDestroy")) return;
    await clients.logs().send(new DeleteLogGroupCommand({ logGroupName: id }));
  },

  async locate(inputs, { clients }) {
    return (await describe(clients.logs(), needed(inputs, "name")))?.logGroupName;
  },
};

async function describe(client: CloudWatchLogsClient, name: string): Promise<LogGroup | undefined> {
  for (let nextToken: string | undefined; ;) {
    const page = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name, nextToken }));
    const match = page.logGroups?.find(({ logGroupName }) => logGroupName === name);
    nextToken = page.nextToken;
    if (match !== undefined || nextToken === undefined) return match;
  }
}

async function readLogGroup(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.logs();
  const response = await describe(client, id);
  if (response === undefined) return undefined;
  const arn = plainArn(response);
  const live = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  return {
    id,
    inputs: compact({
      name: response.logGroupName,
      retentionInDays: response.retentionInDays ?? 0,
      kmsKeyId: response.kmsKeyId,
      logGroupClass: response.logGroupClass ?? "STANDARD",
      tags: tagRecord(live.tags),
    }),
    outputs: { arn },
  };
}

/** The ARN without the `:*` that only some calls return. */
const plainArn = ({ arn = "" }: LogGroup): string => arn.replace(/:\*$/, "");

async function setRetention(
  client: CloudWatchLogsClient,
  logGroupName: string,
  inputs: Values,
): Promise<void> {
  const retentionInDays = number(inputs, "retentionInDays");
  if (retentionInDays) await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  else await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
}

async function setKey(client: CloudWatchLogsClient, logGroupName: string, inputs: Values): Promise<void> {
  const kmsKeyId = text(inputs, "kmsKeyId");
  if (kmsKeyId) await client.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
  else await client.send(new DisassociateKmsKeyCommand({ logGroupName }));
}

async function setTags(client: CloudWatchLogsClient, name: string, old: Values, next: Values): Promise<void> {
  const resourceArn = plainArn((await describe(client, name)) ?? {});
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagResourceCommand({ resourceArn, tagKeys: removed }));
  const added = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
  if (set.length > 0) await client.send(new TagResourceCommand({ resourceArn, tags: added }));
}
