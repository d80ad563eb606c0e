import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { parameterSecure } from "./parameter-secure";

const type = "ssm/parameter:Parameter";

resourceCases(parameterSecure, [
  {
    name: "a SecureString",
    type,
    props: { type: "SecureString", name: "/app/jwt-secret", value: "hunter2" },
  },
  {
    name: "a parameter without secret",
    type,
    props: { type: "String", name: "/app/log-level", value: "info" },
  },
  {
    name: "a secret by its name",
    type,
    props: { type: "String", name: "/app/jwt-secret", value: "hunter2" },
    findings: ["type"],
  },
  {
    name: "a secret by its format",
    type,
    props: {
      type: "String",
      name: "/app/database",
      value: `postgres://app:letmein@db.example.org/app`,
    },
    findings: ["type"],
  },
  {
    name: "an unknown type",
    type,
    props: { type: unknownString, name: "/app/x" },
    findings: ["Unknown::type"],
  },
]);
