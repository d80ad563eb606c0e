import { SendEmailCommand, type SESClient } from "@aws-sdk/client-ses";

/** A plain-text e-mail. */
export interface Email {
  /** One line. */
  subject: string;
  text: string;
}

/** Who gets an e-mail. */
export interface EmailReader {
  /** One address. */
  to: string;
  /** SES gives it back, as tag {@link USER_TAG}, when the e-mail does not arrive. */
  userId: string;
}

/** Sends one e-mail. */
export type SendEmail = (reader: EmailReader, email: Email) => Promise<void>;

/** Name of the tag that says whose an e-mail is. */
export const USER_TAG = "user";

/** How {@link emailSender} sends. */
export interface EmailOptions {
  /** Address, or `Name <address>`, of an identity that SES has verified. */
  from: string;
  /** SES configuration set, which counts bounces and complaints. Default: none. */
  configurationSet?: string | undefined;
}

/**
 * Sends through SES.
 * @throws Error (from the returned function) without SES's text: it quotes the address.
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
      // eslint-disable-next-line preserve-caught-error -- the message of the cause holds the address
      throw new Error(`SES did not take an e-mail: ${error instanceof Error ? error.name : "unknown error"}`);
    }
  };
}

function utf8(text: string): { Data: string; Charset: string } {
  return { Data: text, Charset: "UTF-8" };
}
