import { UNKNOWN } from "../lib/plain";
import { resourceRule } from "../lib/rule";

/** Requires rotation of symmetric KMS keys. */
export const keyRotation = resourceRule({
  name: "key-rotation",
  severity: "medium",
  describe: "Symmetric KMS keys have rotation on.",
  why: "A key that never rotates protects the data of all years: whoever breaks it once can read everything.",
  fix: "Set enableKeyRotation: true. Existing data stays readable.",
  appliesTo: ["aws:kms/key:Key"],
  check: ({ props }) => {
    const spec = props["customerMasterKeySpec"] ?? "SYMMETRIC_DEFAULT";
    // AWS rotates only symmetric keys.
    if (spec !== "SYMMETRIC_DEFAULT" || props["enableKeyRotation"] === true) return [];
    const id = props["enableKeyRotation"] === UNKNOWN ? "Unknown::enableKeyRotation" : "enableKeyRotation";
    return [{ id, what: "key rotation is off" }];
  },
});
