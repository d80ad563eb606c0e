import {
  AssociateWebACLCommand,
  DisassociateWebACLCommand,
  GetWebACLForResourceCommand,
} from "@aws-sdk/client-wafv2";
import type { Context, ResourceType, State } from "../resource";
import { finish, found, needed } from "../shared";
import { notFound } from "./web-acl";

/** Associates a web ACL with a resource. Its id is `<web ACL>,<resource>`. */
export const webAclAssociation: ResourceType = {
  token: "aws:wafv2/webAclAssociation:WebAclAssociation",
  properties: {
    resourceArn: { replace: true, required: true },
    webAclArn: { replace: true, required: true },
  },
  stable: [],
  identity: ["resourceArn"],
  notFound,

  async create(inputs, context) {
    const [ResourceArn, WebACLArn] = [needed(inputs, "resourceArn"), needed(inputs, "webAclArn")];
    await context.clients.wafv2().send(new AssociateWebACLCommand({ ResourceArn, WebACLArn }));
    return finish(() => readAssociation(`${WebACLArn},${ResourceArn}`, context));
  },

  read: readAssociation,

  /** Every property replaces. */
  update: (_id, _old, next, _changed, context) => webAclAssociation.create(next, context),

  async delete(_id, inputs, { clients }) {
    const ResourceArn = needed(inputs, "resourceArn");
    await clients.wafv2().send(new DisassociateWebACLCommand({ ResourceArn }));
  },

  async locate(inputs, context) {
    const id = `${needed(inputs, "webAclArn")},${needed(inputs, "resourceArn")}`;
    return (await readAssociation(id, context))?.id;
  },
};

async function readAssociation(id: string, { clients }: Context): Promise<State | undefined> {
  const [webAclArn = "", resourceArn = ""] = id.split(",");
  const query = new GetWebACLForResourceCommand({ ResourceArn: resourceArn });
  const response = await found(notFound, () => clients.wafv2().send(query));
  if (response?.WebACL?.ARN !== webAclArn) return undefined;
  return { id, inputs: { resourceArn, webAclArn }, outputs: {} };
}
