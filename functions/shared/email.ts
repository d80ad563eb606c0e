import { SendEmailCommand, type SESClient } from "@aws-sdk/client-ses";

/** A plain-text e-mail. */
export interface Email {
  /** One line. */
  subject: string;
  text: string;
}

/** Recipient of an e-mail. */
export interface EmailReader {
  /** One address. */
  to: string;
  /** Sent as tag {@link USER_TAG}, which SES includes in bounce and complaint events. */
  userId: string;
}

/** Sends one e-mail. */
export type SendEmail = (reader: EmailReader, email: Email) => Promise<void>;

/** Name of the message tag that holds the id of the recipient. */
export const USER_TAG = "user";

/** Options of {@link emailSender}. */
export interface EmailOptions {
  /** Address, or `Name <address>`, of an identity that SES has verified. */
  from: string;
  /** SES configuration set, which counts bounces and complaints. Default: none. */
  configurationSet?: string | undefined;
}

/**
 * Sends through SES.
 * @throws Error (from the returned function) without the message of SES, which contains the address.
 */
export function emailSender(client: SESClient, { from, configurationSet }: EmailOptions): SendEmail {
  return async ({ to, userId }, { subject, text }) => {
    try {
      await client.send(
        new SendEmailCommand({
          Source: from,
          Destination: { ToAddresses: [to] },
          Message: { Subject: utf8(subject), Body: { Text: utf8(text) } },
          Tags: [{ Name: USER_TAG, Value: userId }],
          ConfigurationSetName: configurationSet,
        }),
      );
    } catch (error) {
      // eslint-disable-next-line preserve-caught-error -- the message of the cause contains the address
      throw new Error(`SES rejected an e-mail: ${error instanceof Error ? error.name : "unknown error"}`);
    }
  };
}

function utf8(text: string): { Data: string; Charset: string } {
  return { Data: text, Charset: "UTF-8" };
}
