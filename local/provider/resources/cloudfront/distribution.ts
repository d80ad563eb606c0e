import { randomUUID } from "node:crypto";
import {
  type CloudFrontClient,
  CreateDistributionWithTagsCommand,
  DeleteDistributionCommand,
  type Distribution,
  type DistributionConfig,
  GetDistributionCommand,
  ListTagsForResourceCommand,
  paginateListDistributions,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import { same } from "../../properties/canonical";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  found,
  fromApi,
  objects,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  toApi,
} from "../shared";
import { distributionConfig } from "./shapes";

const notFound = ["NoSuchDistribution"];

/** Hosted zone of all distributions, which a DNS alias to one needs. */
const hostedZoneId = "Z2FDTNDATAQYW2";

/** A distribution. The emulator deploys it at once, so that nothing waits for it. */
export const distribution: ResourceType = {
  token: "aws:cloudfront/distribution:Distribution",
  properties: {
    ...distributionConfig,
    waitForDeployment: { default: true, writeOnly: true },
    retainOnDelete: { default: false, writeOnly: true },
    tags,
  },
  stable: ["arn", "callerReference", "domainName", "hostedZoneId"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.cloudFront();
    const made = await client.send(
      new CreateDistributionWithTagsCommand({
        DistributionConfigWithTags: {
          DistributionConfig: configOf(inputs, randomUUID()),
          Tags: { Items: tagList(inputs) },
        },
      }),
    );
    return finish(() => readDistribution(made.Distribution?.Id ?? "", context));
  },

  read: readDistribution,

  async update(id, old, next, changed, context) {
    const client = context.clients.cloudFront();
    const ofConfig = [...changed].filter((name) => name in distributionConfig);
    return finish(
      () => readDistribution(id, context),
      () => (ofConfig.length > 0 ? change(client, id, next) : undefined),
      () => (changed.has("tags") ? setTags(client, arnOf(id, context), old, next) : undefined),
    );
  },

  async delete(id, inputs, { clients }) {
    const client = clients.cloudFront();
    // An enabled distribution cannot be deleted.
    const IfMatch = await change(client, id, { ...inputs, enabled: false });
    if (flag(inputs, "retainOnDelete")) return;
    await client.send(new DeleteDistributionCommand({ Id: id, IfMatch }));
  },

  /** A distribution has no name: its comment and origins identify it. */
  async locate(inputs, { clients }) {
    const client = clients.cloudFront();
    for await (const page of paginateListDistributions({ client }, {})) {
      const it = page.DistributionList?.Items?.find((summary) => isLike(inputs, summary));
      if (it !== undefined) return it.Id;
    }
    return undefined;
  },
};

const arnOf = (id: string, { accountId }: Context): string =>
  `arn:aws:cloudfront::${accountId}:distribution/${id}`;

function isLike(inputs: Values, summary: object): boolean {
  const response = fromApi(summary, distributionConfig);
  return ["comment", "origins"].every((name) =>
    same(inputs[name], response[name], distributionConfig[name] ?? {}),
  );
}

/** The whole configuration, which every update requires. */
function configOf(inputs: Values, CallerReference: string): DistributionConfig {
  const origins = objects(inputs, "origins").map((origin) =>
    // An origin is a bucket by default.
    origin["customOriginConfig"] === undefined
      ? { s3OriginConfig: { originAccessIdentity: "" }, ...origin }
      : origin,
  );
  const config = toApi({ comment: "", ...inputs, origins }, distributionConfig);
  return { ...(config as DistributionConfig), CallerReference };
}

/** Updates a distribution. Returns its version, which a deletion must name. */
async function change(client: CloudFrontClient, Id: string, inputs: Values): Promise<string | undefined> {
  const { ETag, Distribution } = await client.send(new GetDistributionCommand({ Id }));
  const reference = Distribution?.DistributionConfig?.CallerReference ?? "";
  const changed = await client.send(
    new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig: configOf(inputs, reference) }),
  );
  return changed.ETag;
}

async function readDistribution(id: string, context: Context): Promise<State | undefined> {
  const client = context.clients.cloudFront();
  const response = await found(notFound, () => client.send(new GetDistributionCommand({ Id: id })));
  const live: Distribution | undefined = response?.Distribution;
  if (live === undefined) return undefined;
  const Resource = arnOf(id, context);
  const { Tags } = await client.send(new ListTagsForResourceCommand({ Resource }));
  return {
    id,
    inputs: { ...fromApi(live.DistributionConfig, distributionConfig), tags: tagRecord(Tags?.Items) },
    outputs: compact({
      arn: live.ARN,
      callerReference: live.DistributionConfig?.CallerReference,
      domainName: live.DomainName,
      etag: response?.ETag,
      hostedZoneId,
      inProgressValidationBatches: live.InProgressInvalidationBatches,
      lastModifiedTime: live.LastModifiedTime?.toISOString(),
      status: live.Status,
    }),
  };
}

async function setTags(client: CloudFrontClient, Resource: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) {
    await client.send(new UntagResourceCommand({ Resource, TagKeys: { Items: removed } }));
  }
  if (set.length > 0) await client.send(new TagResourceCommand({ Resource, Tags: { Items: set } }));
}
