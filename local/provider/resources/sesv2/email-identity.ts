import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
} from "@aws-sdk/client-sesv2";
import type { Context, ResourceType, State } from "../resource";
import { compact, finish, found, needed, tagList, tags } from "../shared";
import { arnOf, setTags, tagsOf } from "./tags";

const notFound = ["NotFoundException"];

/**
 * An address or a domain that may send. It is its own id. The emulator verifies it at once, and does not keep its
 * configuration set and DKIM settings: these stay as in the program.
 */
export const emailIdentity: ResourceType = {
  token: "aws:sesv2/emailIdentity:EmailIdentity",
  properties: {
    emailIdentity: { replace: true, required: true },
    configurationSetName: { writeOnly: true },
    dkimSigningAttributes: {
      writeOnly: true,
      of: {
        domainSigningPrivateKey: { secret: true },
        domainSigningSelector: {},
        nextSigningKeyLength: {},
      },
    },
    tags,
  },
  stable: ["arn", "identityType", "dkimSigningAttributes"],
  identity: ["emailIdentity"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.sesV2();
    const EmailIdentity = needed(inputs, "emailIdentity");
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity, Tags: tagList(inputs) }));
    return finish(() => read(EmailIdentity, context));
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.sesV2();
    return finish(
      () => read(id, context),
      () => (changed.has("tags") ? setTags(client, arnOf("identity", id, context), old, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.sesV2().send(new DeleteEmailIdentityCommand({ EmailIdentity: id }));
  },

  async locate(inputs, context) {
    return (await read(needed(inputs, "emailIdentity"), context))?.id;
  },
};

async function read(id: string, context: Context): Promise<State | undefined> {
  const client = context.clients.sesV2();
  const ask = new GetEmailIdentityCommand({ EmailIdentity: id });
  const response = await found(notFound, () => client.send(ask));
  if (response === undefined) return undefined;
  const arn = arnOf("identity", id, context);
  return {
    id,
    inputs: { emailIdentity: id, tags: await tagsOf(client, arn) },
    outputs: compact({
      arn,
      identityType: response.IdentityType,
      dkimSigningAttributes: { tokens: response.DkimAttributes?.Tokens ?? [] },
      verificationStatus: response.VerificationStatus,
      verifiedForSendingStatus: response.VerifiedForSendingStatus,
    }),
  };
}
