import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
} from "@aws-sdk/client-iam";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, needed, strings, tagList, tagRecord, tags } from "../shared";

const notFound = ["NoSuchEntityException", "NoSuchEntity"];

/** An identity provider that roles may trust. Its id is its ARN, which contains the URL. */
export const openIdConnectProvider: ResourceType = {
  token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  properties: {
    url: { replace: true, required: true },
    clientIdLists: { required: true, set: true },
    thumbprintLists: { set: true },
    tags,
  },
  stable: ["arn"],
  identity: ["url"],
  notFound,

  async create(inputs, context) {
    const made = await make(inputs, context);
    return finish(() => read(made, context, inputs));
  },

  read,

  /** The emulator cannot update one; a new one has the same ARN. */
  async update(id, _old, next, _changed, context) {
    await remove(id, context);
    await make(next, context);
    return finish(() => read(id, context, next));
  },

  delete: (id, _inputs, context) => remove(id, context),

  async locate(inputs, context) {
    const id = `arn:aws:iam::${context.accountId}:oidc-provider/${hostOf(needed(inputs, "url"))}`;
    return (await read(id, context, inputs))?.id;
  },
};

const hostOf = (url: string): string => url.replace(/^https:\/\//, "");

async function make(inputs: Values, { clients }: Context): Promise<string> {
  const client = clients.iam();
  const made = await client.send(
    new CreateOpenIDConnectProviderCommand({
      Url: needed(inputs, "url"),
      ClientIDList: strings(inputs, "clientIdLists"),
      ThumbprintList: strings(inputs, "thumbprintLists"),
      Tags: tagList(inputs),
    }),
  );
  return made.OpenIDConnectProviderArn ?? "";
}

async function remove(OpenIDConnectProviderArn: string, { clients }: Context): Promise<void> {
  const client = clients.iam();
  await client.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
}

async function read(id: string, { clients }: Context, last: Values | undefined): Promise<State | undefined> {
  const client = clients.iam();
  const ask = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id });
  const response = await found(notFound, () => client.send(ask));
  if (response === undefined) return undefined;
  // AWS returns it without the scheme, and accepts both.
  const [host, written] = [hostOf(response.Url ?? ""), last === undefined ? "" : needed(last, "url")];
  return {
    id,
    inputs: compact({
      url: hostOf(written) === host ? written : `https://${host}`,
      clientIdLists: response.ClientIDList,
      thumbprintLists: response.ThumbprintList,
      tags: tagRecord(response.Tags),
    }),
    outputs: { arn: id },
  };
}
