import type { Email } from "../../shared/email";
import type { Personal } from "../messages";

/** Values for templates. */
export interface Facts {
  fullName: string;
  /** Reason of a rejection. */
  reason?: string;
}

/** Texts of a message by channel. */
export interface Texts {
  /** One segment: at most 160 GSM characters. No names, since they may be in any script. */
  sms?: string;
  email: Email;
}

/** Texts of all notifications. The text of verification codes is in auth/codes. */
export function textsOf(message: Personal, { fullName, reason }: Facts): Texts {
  switch (message.kind) {
    case "approved":
      return {
        sms: "sjc1990app: welcome! You have been approved. Open the app to find your classmates.",
        email: email("Welcome to sjc1990app", [
          `Dear ${fullName},`,
          "You have been approved. Open the app to find your classmates.",
        ]),
      };
    case "rejected":
      return {
        sms: "sjc1990app: your request to join was not approved. Please contact the organisers if this is a mistake.",
        email: email("Your request to join sjc1990app", [
          `Dear ${fullName},`,
          "Your request to join was not approved.",
          ...(reason === undefined ? [] : [`Reason: ${reason}`]),
          "Please contact the organisers if this is a mistake.",
        ]),
      };
    case "digest": {
      const waiting = message.pending === 1 ? "1 person is" : `${String(message.pending)} people are`;
      return {
        email: email(`${waiting} waiting for approval`, [
          `Dear ${fullName},`,
          `${waiting} waiting for approval. Open the app to vouch for classmates you know.`,
          "You receive this e-mail at most once a day. You can turn it off in your preferences in the app.",
        ]),
      };
    }
  }
}

function email(subject: string, paragraphs: readonly string[]): Email {
  return { subject, text: `${[...paragraphs, "sjc1990app"].join("\n\n")}\n` };
}
