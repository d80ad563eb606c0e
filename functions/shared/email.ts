import { SendEmailCommand, type SESClient } from "@aws-sdk/client-ses";

import { RecipientRefused } from "./refused";

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
  /** Sent as tag {@link USER_TAG}, which SES includes in bounce and complaint events. Default: no user. */
  userId?: string;
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
 * @throws RecipientRefused (from the returned function) if SES does not accept the address, or Error for any other
 * failure. Neither has the message of SES, which contains the address.
 */
export function emailSender(client: SESClient, { from, configurationSet }: EmailOptions): SendEmail {
  return async ({ to, userId }, { subject, text }) => {
    try {
      await client.send(
        new SendEmailCommand({
          Source: from,
          Destination: { ToAddresses: [to] },
          Message: { Subject: utf8(subject), Body: { Text: utf8(text) } },
          Tags: userId === undefined ? undefined : [{ Name: USER_TAG, Value: userId }],
          ConfigurationSetName: configurationSet,
        }),
      );
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown error";
      // Without the cause: its message contains the address.
      throw new (isRefused(error) ? RecipientRefused : Error)(`SES rejected an e-mail: ${name}`);
    }
  };
}

/** The API model of SES has no class for this error. */
function isRefused(error: unknown): boolean {
  // "Missing final '@domain'", "Domain contains illegal character", "Local address contains control or whitespace"
  return (
    error instanceof Error && error.name === "InvalidParameterValue" && /domain|address/i.test(error.message)
  );
}

function utf8(text: string): { Data: string; Charset: string } {
  return { Data: text, Charset: "UTF-8" };
}
