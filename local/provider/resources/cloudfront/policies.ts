import {
  type CachePolicyConfig,
  type CloudFrontClient,
  CreateCachePolicyCommand,
  CreateOriginAccessControlCommand,
  CreateResponseHeadersPolicyCommand,
  DeleteCachePolicyCommand,
  DeleteOriginAccessControlCommand,
  DeleteResponseHeadersPolicyCommand,
  GetCachePolicyCommand,
  GetOriginAccessControlCommand,
  GetResponseHeadersPolicyCommand,
  ListCachePoliciesCommand,
  ListResponseHeadersPoliciesCommand,
  type OriginAccessControlConfig,
  paginateListOriginAccessControls,
  type ResponseHeadersPolicyConfig,
  UpdateCachePolicyCommand,
  UpdateOriginAccessControlCommand,
  UpdateResponseHeadersPolicyCommand,
} from "@aws-sdk/client-cloudfront";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, fromApi, needed, object, type Shape, toApi } from "../shared";
import { cachePolicyConfig, originAccess, responseHeaders } from "./shapes";

/** A named and versioned configuration that distributions refer to. */
interface Kind {
  token: string;
  /** Kind of resource in the ARN. */
  arnPart: string;
  shape: Shape;
  notFound: string;
  create(client: CloudFrontClient, inputs: Values): Promise<string | undefined>;
  get(
    client: CloudFrontClient,
    Id: string,
  ): Promise<{ etag: string | undefined; config: object | undefined }>;
  update(client: CloudFrontClient, Id: string, IfMatch: string | undefined, next: Values): Promise<unknown>;
  remove(client: CloudFrontClient, Id: string, IfMatch: string | undefined): Promise<unknown>;
  find(client: CloudFrontClient, name: string): Promise<string | undefined>;
}

/** How CloudFront signs its requests to a bucket. */
export const originAccessControl = resourceType({
  token: "aws:cloudfront/originAccessControl:OriginAccessControl",
  arnPart: "origin-access-control",
  shape: originAccess,
  notFound: "NoSuchOriginAccessControl",

  async create(client, inputs) {
    const OriginAccessControlConfig = accessConfig(inputs);
    const made = await client.send(new CreateOriginAccessControlCommand({ OriginAccessControlConfig }));
    return made.OriginAccessControl?.Id;
  },
  async get(client, Id) {
    const response = await client.send(new GetOriginAccessControlCommand({ Id }));
    return { etag: response.ETag, config: response.OriginAccessControl?.OriginAccessControlConfig };
  },
  update: (client, Id, IfMatch, next) => {
    const OriginAccessControlConfig = accessConfig(next);
    return client.send(new UpdateOriginAccessControlCommand({ Id, IfMatch, OriginAccessControlConfig }));
  },
  remove: (client, Id, IfMatch) => client.send(new DeleteOriginAccessControlCommand({ Id, IfMatch })),
  async find(client, name) {
    for await (const page of paginateListOriginAccessControls({ client }, {})) {
      const it = page.OriginAccessControlList?.Items?.find(({ Name }) => Name === name);
      if (it !== undefined) return it.Id;
    }
    return undefined;
  },
});

const accessConfig = (inputs: Values): OriginAccessControlConfig =>
  toApi({ description: "Managed by Pulumi", ...inputs }, originAccess) as OriginAccessControlConfig;

/** Headers that CloudFront adds to responses. */
export const responseHeadersPolicy = resourceType({
  token: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
  arnPart: "response-headers-policy",
  shape: responseHeaders,
  notFound: "NoSuchResponseHeadersPolicy",

  async create(client, inputs) {
    const ResponseHeadersPolicyConfig = headersConfig(inputs);
    const made = await client.send(new CreateResponseHeadersPolicyCommand({ ResponseHeadersPolicyConfig }));
    return made.ResponseHeadersPolicy?.Id;
  },
  async get(client, Id) {
    const response = await client.send(new GetResponseHeadersPolicyCommand({ Id }));
    return { etag: response.ETag, config: response.ResponseHeadersPolicy?.ResponseHeadersPolicyConfig };
  },
  update: (client, Id, IfMatch, next) => {
    const ResponseHeadersPolicyConfig = headersConfig(next);
    return client.send(new UpdateResponseHeadersPolicyCommand({ Id, IfMatch, ResponseHeadersPolicyConfig }));
  },
  remove: (client, Id, IfMatch) => client.send(new DeleteResponseHeadersPolicyCommand({ Id, IfMatch })),
  async find(client, name) {
    const ask = new ListResponseHeadersPoliciesCommand({ Type: "custom", MaxItems: few });
    const { ResponseHeadersPolicyList: page } = await client.send(ask);
    const policies = page?.Items?.map((item) => item.ResponseHeadersPolicy) ?? [];
    return policies.find((policy) => policy?.ResponseHeadersPolicyConfig?.Name === name)?.Id;
  },
});

/** How long responses are cached, and the cache key. */
export const cachePolicy = resourceType({
  token: "aws:cloudfront/cachePolicy:CachePolicy",
  arnPart: "cache-policy",
  shape: cachePolicyConfig,
  notFound: "NoSuchCachePolicy",

  async create(client, inputs) {
    const CachePolicyConfig = cacheConfig(inputs);
    return (await client.send(new CreateCachePolicyCommand({ CachePolicyConfig }))).CachePolicy?.Id;
  },
  async get(client, Id) {
    const response = await client.send(new GetCachePolicyCommand({ Id }));
    return { etag: response.ETag, config: response.CachePolicy?.CachePolicyConfig };
  },
  update: (client, Id, IfMatch, next) =>
    client.send(new UpdateCachePolicyCommand({ Id, IfMatch, CachePolicyConfig: cacheConfig(next) })),
  remove: (client, Id, IfMatch) => client.send(new DeleteCachePolicyCommand({ Id, IfMatch })),
  async find(client, name) {
    const ask = new ListCachePoliciesCommand({ Type: "custom", MaxItems: few });
    const { CachePolicyList: page } = await client.send(ask);
    const policies = page?.Items?.map((item) => item.CachePolicy) ?? [];
    return policies.find((policy) => policy?.CachePolicyConfig?.Name === name)?.Id;
  },
});

/** An account has at most twenty custom policies, so they fit on one page. */
const few = 100;

function cacheConfig(inputs: Values): CachePolicyConfig {
  const key = object(inputs, "parametersInCacheKeyAndForwardedToOrigin");
  const parametersInCacheKeyAndForwardedToOrigin = {
    enableAcceptEncodingGzip: false,
    ...key,
    headersConfig: { headerBehavior: "none", ...object(key, "headersConfig") },
  };
  const all = { minTtl: 0, ...inputs, parametersInCacheKeyAndForwardedToOrigin };
  return toApi(all, cachePolicyConfig) as CachePolicyConfig;
}

const headersConfig = (inputs: Values): ResponseHeadersPolicyConfig =>
  toApi(inputs, responseHeaders) as ResponseHeadersPolicyConfig;

function resourceType(kind: Kind): ResourceType {
  const notFound = [kind.notFound];

  const read = async (id: string, { clients, accountId }: Context): Promise<State | undefined> => {
    const client = clients.cloudFront();
    const response = await found(notFound, () => kind.get(client, id));
    if (response?.config === undefined) return undefined;
    const arn = `arn:aws:cloudfront::${accountId}:${kind.arnPart}/${id}`;
    return {
      id,
      inputs: fromApi(response.config, kind.shape),
      outputs: compact({ arn, etag: response.etag }),
    };
  };
  /** Runs an operation with the current version. */
  const withVersion = async (
    id: string,
    { clients }: Context,
    act: (client: CloudFrontClient, etag: string | undefined) => Promise<unknown>,
  ): Promise<void> => {
    const client = clients.cloudFront();
    const { etag } = await kind.get(client, id);
    await act(client, etag);
  };

  return {
    token: kind.token,
    properties: kind.shape,
    stable: ["arn"],
    notFound,
    async create(inputs, context) {
      const id = await kind.create(context.clients.cloudFront(), inputs);
      return finish(() => read(id ?? "", context));
    },
    read,
    async update(id, _old, next, _changed, context) {
      await withVersion(id, context, (client, etag) => kind.update(client, id, etag, next));
      return finish(() => read(id, context));
    },
    delete: (id, _inputs, context) =>
      withVersion(id, context, (client, etag) => kind.remove(client, id, etag)),
    locate: async (inputs, { clients }) => kind.find(clients.cloudFront(), needed(inputs, "name")),
  };
}
