import {
  CreateWebACLCommand,
  DeleteWebACLCommand,
  GetWebACLCommand,
  type GetWebACLCommandOutput,
  ListTagsForResourceCommand,
  ListWebACLsCommand,
  type Scope,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateWebACLCommand,
  type WebACL,
} from "@aws-sdk/client-wafv2";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  found,
  fromApi,
  needed,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  text,
  toApi,
} from "../shared";
import { webAclConfig } from "./shapes";

type Settings = Pick<WebACL, "DefaultAction" | "Rules" | "VisibilityConfig">;

/** WAF's not-found error. */
export const notFound = ["WAFNonexistentItemException"];

/** A web ACL. The emulator keeps its rules but does not apply them. `id/name/scope` imports it. */
export const webAcl: ResourceType = {
  token: "aws:wafv2/webAcl:WebAcl",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    scope: { replace: true, required: true },
    // The emulator accepts it at creation only.
    description: { writeOnly: true },
    ...webAclConfig,
    tags,
  },
  stable: ["arn"],
  identity: ["name", "scope"],
  notFound,

  async create(inputs, context) {
    const made = await context.clients.wafv2().send(
      new CreateWebACLCommand({
        ...settingsOf(inputs),
        ...nameOf(inputs),
        Description: text(inputs, "description"),
        Tags: tagList(inputs),
      }),
    );
    return finish(() => read(made.Summary?.Id ?? "", context, inputs));
  },

  read,

  async update(id, old, next, changed, context) {
    const waf = context.clients.wafv2();
    const settings = [...changed].some((name) => name in webAclConfig);
    return finish(
      () => read(id, context, next),
      async () => {
        if (!settings) return;
        const { LockToken } = await get(id, context, next);
        const target = { Id: id, ...nameOf(next), LockToken };
        await waf.send(new UpdateWebACLCommand({ ...settingsOf(next), ...target }));
      },
      async () => {
        if (!changed.has("tags")) return;
        const ResourceARN = (await get(id, context, next)).WebACL?.ARN;
        const { removed, set } = tagChanges(old, next);
        if (removed.length > 0) await waf.send(new UntagResourceCommand({ ResourceARN, TagKeys: removed }));
        if (set.length > 0) await waf.send(new TagResourceCommand({ ResourceARN, Tags: set }));
      },
    );
  },

  async delete(id, inputs, context) {
    const { LockToken } = await get(id, context, inputs);
    const target = { Id: id, ...nameOf(inputs), LockToken };
    await context.clients.wafv2().send(new DeleteWebACLCommand(target));
  },

  async locate(inputs, { clients }) {
    const { Name, Scope } = nameOf(inputs);
    const { WebACLs } = await clients.wafv2().send(new ListWebACLsCommand({ Scope }));
    return WebACLs?.find((listed) => listed.Name === Name)?.Id;
  },
};

/** The settings. An empty object is an action without options. */
const settingsOf = (inputs: Values) => toApi({ rules: [], ...inputs }, webAclConfig) as Settings;

const nameOf = (inputs: Values) => ({
  Name: needed(inputs, "name"),
  Scope: needed(inputs, "scope") as Scope,
});

/** The web ACL and its lock token, which a change must name. */
function get(Id: string, { clients }: Context, inputs: Values): Promise<GetWebACLCommandOutput> {
  return clients.wafv2().send(new GetWebACLCommand({ Id, ...nameOf(inputs) }));
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const [Id = "", name = "", scope = "REGIONAL"] = id.split("/");
  const target = last ?? { name, scope };
  const response = await found(notFound, () => get(Id, context, target));
  const acl = response?.WebACL;
  if (acl === undefined) return undefined;
  const query = new ListTagsForResourceCommand({ ResourceARN: acl.ARN });
  const live = await context.clients.wafv2().send(query);
  return {
    id: Id,
    inputs: compact({
      name: acl.Name,
      scope: target["scope"],
      ...fromApi(acl, webAclConfig),
      tags: tagRecord(live.TagInfoForResource?.TagList),
    }),
    outputs: compact({ arn: acl.ARN, capacity: acl.Capacity, lockToken: response?.LockToken }),
  };
}
