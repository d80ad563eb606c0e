import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { keyRotation } from "./key-rotation";

const type = "kms/key:Key";

resourceCases(keyRotation, [
  { name: "a key with rotation", type, props: { enableKeyRotation: true } },
  { name: "a key without rotation", type, props: {}, findings: ["enableKeyRotation"] },
  {
    name: "a key with unknown rotation",
    type,
    props: { enableKeyRotation: unknownString },
    findings: ["Unknown::enableKeyRotation"],
  },
  {
    name: "an asymmetric key",
    type,
    props: { customerMasterKeySpec: "RSA_2048" },
  },
]);
