import { UNKNOWN } from "../plain";
import { resourceRule } from "../rule";

/** Keys of one's own are renewed. */
export const keyRotation = resourceRule({
  name: "key-rotation",
  severity: "medium",
  describe: "Symmetric KMS keys are rotated by AWS.",
  why: "A key that is never renewed protects all data of all years: whoever breaks it once reads everything.",
  fix: "Set enableKeyRotation: true. Data that were encrypted before stay readable.",
  appliesTo: ["aws:kms/key:Key"],
  check: ({ props }) => {
    const spec = props["customerMasterKeySpec"] ?? "SYMMETRIC_DEFAULT";
    // AWS rotates no other kind.
    if (spec !== "SYMMETRIC_DEFAULT" || props["enableKeyRotation"] === true) return [];
    const id = props["enableKeyRotation"] === UNKNOWN ? "Unknown::enableKeyRotation" : "enableKeyRotation";
    return [{ id, what: "the key is not rotated" }];
  },
});
