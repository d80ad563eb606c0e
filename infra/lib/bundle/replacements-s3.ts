/** The rows of the table of replacements that are for the client of S3; see `replacements.ts`. */
import type { Replacement } from "./replacements";

export const s3Replacements: readonly Replacement[] = [
  {
    original: "@aws-sdk/client-s3/dist-es/endpoint/endpointResolver.js",
    lite: "s3-endpoint",
    exports: ["defaultEndpointResolver"],
  },
  {
    original: "@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/index.js",
    lite: "s3-plugins",
    only: {
      specifier: "@aws-sdk/middleware-sdk-s3/s3",
      importers: ["@aws-sdk/client-s3/dist-es/S3Client.js"],
    },
    exports: [
      "getAddExpectContinuePlugin",
      "getRegionRedirectMiddlewarePlugin",
      "getS3ExpressHttpSigningPlugin",
      "getS3ExpressPlugin",
      "getValidateBucketNamePlugin",
      "resolveS3Config",
    ],
  },
  {
    original: "@aws-sdk/client-s3/dist-es/commands/CreateSessionCommand.js",
    lite: "create-session",
    only: {
      specifier: "./commands/CreateSessionCommand",
      importers: ["@aws-sdk/client-s3/dist-es/S3Client.js"],
    },
    exports: ["CreateSessionCommand"],
  },
  {
    original: "@aws-sdk/signature-v4-multi-region/dist-es/index.js",
    lite: "multi-region-signer",
    exports: ["SignatureV4MultiRegion", "SignatureV4SignWithCredentials", "signatureV4CrtContainer"],
  },
  {
    original: "@smithy/core/dist-es/submodules/event-streams/index.js",
    lite: "event-streams",
    exports: [
      "EventStreamCodec",
      "EventStreamMarshaller",
      "EventStreamSerde",
      "HeaderMarshaller",
      "Int64",
      "MessageDecoderStream",
      "MessageEncoderStream",
      "SmithyMessageDecoderStream",
      "SmithyMessageEncoderStream",
      "UniversalEventStreamMarshaller",
      "eventStreamSerdeProvider",
      "getChunkedStream",
      "getMessageUnmarshaller",
      "getUnmarshalledStream",
      "iterableToReadableStream",
      "readableStreamToIterable",
      "resolveEventStreamSerdeConfig",
      "universalEventStreamSerdeProvider",
    ],
  },
  {
    original: "@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js",
    lite: "js-hashes",
    exports: ["Sha1Js"],
  },
];
