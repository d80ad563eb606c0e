import type { Context, ResourceType, State, Values } from "../resource";
import { finish, needed, text, until } from "../shared";
import { describe, notFound, timeOf } from "./certificate";

/** Waits until a certificate is issued. Its id is the time of issue. */
export const certificateValidation: ResourceType = {
  token: "aws:acm/certificateValidation:CertificateValidation",
  properties: {
    certificateArn: { replace: true, required: true },
    validationRecordFqdns: { replace: true, set: true, writeOnly: true },
  },
  stable: [],
  identity: ["certificateArn"],
  notFound,

  async create(inputs, context) {
    const arn = needed(inputs, "certificateArn");
    await until(context.signal, async () => {
      const status = (await describe(arn, context))?.Status;
      if (status === "FAILED") throw new Error(`ACM does not issue the certificate ${arn}`);
      return status === "ISSUED";
    });
    return finish(() => readValidation("", context, inputs));
  },

  read: readValidation,

  /** Every property replaces. */
  update: (_id, _old, next, _changed, context) => certificateValidation.create(next, context),

  /** Nothing exists to be deleted. */
  delete: () => Promise.resolve(),

  async locate(inputs, context) {
    return (await readValidation("", context, inputs))?.id;
  },
};

async function readValidation(_id: string, context: Context, last?: Values): Promise<State | undefined> {
  // The id does not identify the certificate, so it cannot be imported; the official provider cannot do so either.
  const arn = text(last ?? {}, "certificateArn");
  const response = arn === undefined ? undefined : await describe(arn, context);
  if (arn === undefined || response?.Status !== "ISSUED") return undefined;
  return { id: timeOf(response.IssuedAt) ?? arn, inputs: { certificateArn: arn }, outputs: {} };
}
