import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod/mini";

import { messageAttributes } from "../../shared/send-messages";
import { seal, unseal, type PhoneKeys } from "../../shared/phone-keys";

/** A request for a code. */
export interface CodeRequest {
  /** E.164. */
  phone: string;
  /** Name to register. Absent for a login: only a known number gets a code. */
  name?: string;
  /** Epoch s. */
  requestedAt: number;
}

/** A message of the codes queue. Number and name are encrypted, and nothing shows which route it comes from. */
export const codeMessage = z.object({ request: z.string() });

const codeRequest = z.object({ phone: z.string(), name: z.optional(z.string()), requestedAt: z.int() });

/** Queues a request for a code. @throws Error if it was not queued. */
export type QueueCode = (request: CodeRequest) => Promise<void>;

/** Binds the encrypted text to its purpose. */
const CONTEXT = "code-request";

/** {@link QueueCode} on SQS. */
export function codeQueue(client: SQSClient, url: string, keys: () => Promise<PhoneKeys>): QueueCode {
  return async (request) => {
    const message: z.infer<typeof codeMessage> = { request: sealRequest(await keys(), request) };
    const MessageBody = JSON.stringify(message);
    await client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody, MessageAttributes: messageAttributes() }),
    );
  };
}

/** Encrypts a request. */
export function sealRequest(keys: PhoneKeys, request: CodeRequest): string {
  return seal(keys, CONTEXT, JSON.stringify(request));
}

/** Reverses {@link sealRequest}. @throws Error if the text was changed or encrypted with another key. */
export function openRequest(keys: PhoneKeys, sealed: string): CodeRequest {
  return codeRequest.parse(JSON.parse(unseal(keys, CONTEXT, sealed))) as CodeRequest;
}
