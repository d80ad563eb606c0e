/** For the JSON codec that writes bytes: the SDK's other one, which makes objects and is half as large. */
export { JsonCodec as JsonCodec2 } from "@smithy/core/protocols";
