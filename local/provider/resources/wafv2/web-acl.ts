import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  found,
  fromApi,
  needed,
  object,
  objects,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  text,
  toApi,
} from "../shared";
import { webAclConfig } from "./shapes";

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
    const made = await context.clients.json("wafv2").call("CreateWebACL", {
      ...settingsOf(inputs),
      Name: needed(inputs, "name"),
      Scope: needed(inputs, "scope"),
      Description: text(inputs, "description"),
      Tags: tagList(inputs),
    });
    const id = needed(object(made, "Summary"), "Id");
    return finish(() => read(id, context, inputs));
  },

  read,

  async update(id, old, next, changed, context) {
    const waf = context.clients.json("wafv2");
    const settings = [...changed].some((name) => name in webAclConfig);
    return finish(
      () => read(id, context, next),
      async () => {
        if (!settings) return;
        const { lock } = await ask(id, context, next);
        await waf.call("UpdateWebACL", { ...settingsOf(next), ...targetOf(id, next), LockToken: lock });
      },
      async () => {
        if (!changed.has("tags")) return;
        const { acl } = await ask(id, context, next);
        const { removed, set } = tagChanges(old, next);
        const ResourceARN = acl["ARN"];
        if (removed.length > 0) await waf.call("UntagResource", { ResourceARN, TagKeys: removed });
        if (set.length > 0) await waf.call("TagResource", { ResourceARN, Tags: set });
      },
    );
  },

  async delete(id, inputs, context) {
    const { lock } = await ask(id, context, inputs);
    await context.clients.json("wafv2").call("DeleteWebACL", { ...targetOf(id, inputs), LockToken: lock });
  },

  async locate(inputs, { clients }) {
    const [name, Scope] = [needed(inputs, "name"), needed(inputs, "scope")];
    const listed = objects(await clients.json("wafv2").call("ListWebACLs", { Scope }), "WebACLs");
    return text(listed.find(({ Name }) => Name === name) ?? {}, "Id");
  },
};

/** The settings. An empty object is an action without options. */
const settingsOf = (inputs: Values): object => ({ Rules: [], ...toApi(inputs, webAclConfig) });

const targetOf = (Id: string, inputs: Values) => ({
  Id,
  Name: needed(inputs, "name"),
  Scope: needed(inputs, "scope"),
});

/** The web ACL and its lock token, which a change must name. */
async function ask(
  id: string,
  { clients }: Context,
  inputs: Values,
): Promise<{ acl: Values; lock: string | undefined }> {
  const response = await clients.json("wafv2").call("GetWebACL", targetOf(id, inputs));
  return { acl: object(response, "WebACL"), lock: text(response, "LockToken") };
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const [Id = "", name = "", scope = "REGIONAL"] = id.split("/");
  const target = last ?? { name, scope };
  const response = await found(notFound, () => ask(Id, context, target));
  if (response === undefined) return undefined;
  const { acl, lock } = response;
  const ResourceARN = needed(acl, "ARN");
  const live = await context.clients.json("wafv2").call("ListTagsForResource", { ResourceARN });
  return {
    id: Id,
    inputs: compact({
      name: acl["Name"],
      scope: target["scope"],
      ...fromApi(acl, webAclConfig),
      tags: tagRecord(objects(object(live, "TagInfoForResource"), "TagList")),
    }),
    outputs: compact({ arn: ResourceARN, capacity: acl["Capacity"], lockToken: lock }),
  };
}
