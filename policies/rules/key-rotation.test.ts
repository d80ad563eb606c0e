import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { keyRotation } from "./key-rotation";

const type = "kms/key:Key";

resourceCases(keyRotation, [
  { name: "a key that is rotated", type, props: { enableKeyRotation: true } },
  { name: "a key that is not", type, props: {}, findings: ["enableKeyRotation"] },
  {
    name: "a key of which it is not known",
    type,
    props: { enableKeyRotation: unknownString },
    findings: ["Unknown::enableKeyRotation"],
  },
  {
    name: "an asymmetric key, which AWS does not rotate",
    type,
    props: { customerMasterKeySpec: "RSA_2048" },
  },
]);
