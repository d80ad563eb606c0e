/**
 * For the JSON codec that writes bytes: the SDK's other one, which makes objects and is half as large. Once the SDK
 * drops it, so must the table of replacements; that costs 7 KB.
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated for its speed, which does not matter here
export { JsonCodec as JsonCodec2 } from "@smithy/core/protocols";
