import type { Email } from "../../shared/email";
import type { Personal } from "../messages";

/** What a text may name. */
export interface Facts {
  fullName: string;
  /** Why somebody was rejected. */
  reason?: string;
}

/** A message in its forms. A form that is missing is not sent. */
export interface Texts {
  /** One segment: at most 160 characters of the GSM alphabet. So it names nobody: names may be in any script. */
  sms?: string;
  email: Email;
}

/** Every text that the platform sends of itself but the code at sign-in. */
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
          ...(reason === undefined ? [] : [`The reason given: ${reason}`]),
          "Please contact the organisers if this is a mistake.",
        ]),
      };
    case "digest": {
      const many = message.pending !== 1;
      return {
        email: email(`${String(message.pending)} ${many ? "people wait" : "person waits"} for approval`, [
          `Dear ${fullName},`,
          `${String(message.pending)} ${many ? "people wait" : "person waits"} for a classmate to vouch for ${many ? "them" : "this person"}. Open the app to see ${many ? "who they are" : "who it is"}.`,
          "You get this once a day at most. Your preferences in the app turn it off.",
        ]),
      };
    }
  }
}

function email(subject: string, paragraphs: readonly string[]): Email {
  return { subject, text: `${[...paragraphs, "sjc1990app"].join("\n\n")}\n` };
}
