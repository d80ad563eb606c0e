import { UNKNOWN, type Plain } from "../lib/plain";
import { resourceRule } from "../lib/rule";
import { isFingerprintName, isSecretName, secretIn } from "../lib/secret-like";

/** Requires SecureString for parameters with secrets. */
export const parameterSecure = resourceRule({
  name: "parameter-secure",
  severity: "critical",
  describe: "Parameters with secrets have the type SecureString.",
  why: "Other types store the value in plain text, history included, readable by everybody who may read parameters.",
  fix: "Set type: SecureString. Old versions keep the plain value, so replace the secret as well.",
  details:
    "A parameter counts as a secret if its value looks like one, or its name ends like the name of a secret " +
    "(see `environment-secrets`). Pulumi's policy SDK does not tell a policy which values are Pulumi secrets, " +
    "so a secret with a harmless name and a simple value is not found.",
  appliesTo: ["aws:ssm/parameter:Parameter"],
  check: ({ props }) => {
    const { type, name } = props;
    if (type === "SecureString") return [];
    if (type === UNKNOWN) return [{ id: "Unknown::type", what: "its type is not known at preview" }];
    const called = typeof name === "string" ? name : "";
    const what =
      looksLike([props["value"], props["insecureValue"]], called) ??
      (isSecretName(called) ? "a secret, by its name" : undefined);
    return what === undefined ? [] : [{ id: "type", what: `contains ${what} and is not a SecureString` }];
  },
});

function looksLike(values: readonly (Plain | undefined)[], name: string): string | undefined {
  return values
    .map((value) => (typeof value === "string" ? secretIn(value) : undefined))
    .find((looks) => looks !== undefined && !(looks === "a random value" && isFingerprintName(name)));
}
