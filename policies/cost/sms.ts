/** Prices of text messages by calling code, and where users are. */
export interface SmsCountry {
  country: string;
  /** USD per message of one part, rounded up. */
  usd: number;
  /** Share of the messages that go there, where the stage serves it. */
  share: number;
}

/** AWS's price list of text messages. It changes more often than other prices. */
export const smsSource =
  "https://s3.amazonaws.com/aws-messaging-pricing-information/TextMessageOutbound/prices.json";

/**
 * Text messages by calling code. AWS publishes the list as data only; these are the prices that sms-price-tracker collected
 * on 19 September 2026 (https://github.com/brainbreezegames-lang/sms-price-tracker), rounded up. China and Macau are
 * estimates. +1 is the price to the United States with the fee of the carriers.
 */
export const smsCountries: Readonly<Record<string, SmsCountry>> = {
  "852": { country: "Hong Kong", usd: 0.042, share: 0.7 },
  "853": { country: "Macau", usd: 0.05, share: 0.01 },
  "86": { country: "China", usd: 0.05, share: 0.03 },
  "886": { country: "Taiwan", usd: 0.035, share: 0.01 },
  "65": { country: "Singapore", usd: 0.04, share: 0.02 },
  "60": { country: "Malaysia", usd: 0.037, share: 0.01 },
  "44": { country: "United Kingdom", usd: 0.041, share: 0.06 },
  "1": { country: "United States and Canada", usd: 0.012, share: 0.1 },
  "61": { country: "Australia", usd: 0.065, share: 0.05 },
  "64": { country: "New Zealand", usd: 0.061, share: 0.01 },
};
