import { resourceCases } from "../testing/cases";
import { secret, unknownString } from "../testing/engine-view";
import { parameterSecure } from "./parameter-secure";

const type = "ssm/parameter:Parameter";

resourceCases(parameterSecure, [
  {
    name: "a SecureString",
    type,
    props: { type: "SecureString", name: "/app/jwt-secret", value: secret("hunter2") },
  },
  // AWS's provider says of every `value` that it is a secret.
  { name: "a setting", type, props: { type: "String", name: "/app/log-level", value: secret("info") } },
  {
    name: "a secret by its name",
    type,
    props: { type: "String", name: "/app/jwt-secret", value: secret("hunter2") },
    findings: ["type"],
  },
  {
    name: "a secret by its form",
    type,
    props: {
      type: "String",
      name: "/app/database",
      value: secret(`postgres://app:letmein@db.example.org/app`),
    },
    findings: ["type"],
  },
  {
    name: "a secret of Pulumi",
    type,
    props: { type: "String", name: "/app/x", insecureValue: secret("x") },
    findings: ["type"],
  },
  {
    name: "a type that is not known",
    type,
    props: { type: unknownString, name: "/app/x" },
    findings: ["Unknown::type"],
  },
]);
