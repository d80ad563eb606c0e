/** What a `google.protobuf.Struct` holds. */
export type Json = null | string | number | boolean | Json[] | JsonObject;
/** See {@link Json}. */
export type JsonObject = { [key: string]: Json };

/** The key that marks a tagged value on the wire. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
/** The kinds of tagged values. */
export const signature = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** The wire form of an unknown value. */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The engine has a sentinel for each type of an unknown value: bool, number, string, array, asset, archive, object. */
export const unknownSentinels = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  unknownString,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
