/**
 * A service refused the recipient of a message for good, e.g. a number that does not exist or has opted out. Sending it
 * again cannot succeed. The message of the error contains neither number nor address.
 */
export class RecipientRefused extends Error {
  override readonly name = "RecipientRefused";
}
