import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { same } from "../../properties/canonical";
import type { Context, Property, ResourceType, State, Values } from "../resource";
import { finish, found, needed, text } from "../shared";
import { noBucket } from "./bucket";

const policy: Property = { json: true, required: true };
const notFound = [...noBucket, "NoSuchBucketPolicy"];

/** The policy of a bucket. Its id is the bucket's name. */
export const bucketPolicy: ResourceType = {
  token: "aws:s3/bucketPolicy:BucketPolicy",
  properties: { bucket: { replace: true, required: true }, policy },
  stable: [],
  identity: ["bucket"],
  notFound,

  create: (inputs, context) => put(inputs, context),
  read,
  update: (_id, _old, next, _changed, context) => put(next, context),

  async delete(id, _inputs, { clients }) {
    await clients.s3().send(new DeleteBucketPolicyCommand({ Bucket: id }));
  },

  async locate(inputs, context) {
    return (await read(needed(inputs, "bucket"), context))?.id;
  },
};

async function put(inputs: Values, context: Context): Promise<State> {
  const client = context.clients.s3();
  const Bucket = needed(inputs, "bucket");
  const Policy = withoutTlsRule(needed(inputs, "policy"));
  if (Policy === undefined) await client.send(new DeleteBucketPolicyCommand({ Bucket }));
  else await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return finish(() => read(Bucket, context, inputs));
}

async function read(id: string, { clients }: Context, last?: Values): Promise<State | undefined> {
  const client = clients.s3();
  const response = await found(notFound, () => client.send(new GetBucketPolicyCommand({ Bucket: id })));
  const written = text(last ?? {}, "policy");
  const unchanged = written !== undefined && same(withoutTlsRule(written), response?.Policy, policy);
  const live = unchanged ? written : response?.Policy;
  return live === undefined ? undefined : { id, inputs: { bucket: id, policy: live }, outputs: {} };
}

interface PolicyDocument {
  Statement?: PolicyStatement | PolicyStatement[];
}

interface PolicyStatement {
  Effect?: string;
  Condition?: unknown;
}

/**
 * The document without statements that deny requests without TLS; `undefined` when it has no others. The local cloud uses
 * HTTP over loopback, so such a statement would deny every request.
 */
export function withoutTlsRule(document: string): string | undefined {
  let parsed: PolicyDocument;
  try {
    parsed = JSON.parse(document) as PolicyDocument;
  } catch {
    return document;
  }
  const statements = [parsed.Statement ?? []].flat();
  const kept = statements.filter((statement) => !isTlsRule(statement));
  if (kept.length === statements.length) return document;
  return kept.length === 0 ? undefined : JSON.stringify({ ...parsed, Statement: kept });
}

function isTlsRule({ Effect, Condition }: PolicyStatement): boolean {
  const condition = JSON.stringify(Condition ?? null).toLowerCase();
  return Effect === "Deny" && /^\{"bool":\{"aws:securetransport":\[?"?false"?\]?\}\}$/.test(condition);
}
