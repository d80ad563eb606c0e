import { UNKNOWN, type Plain } from "../plain";
import { resourceRule } from "../rule";
import { isFingerprintName, isSecretName, secretIn } from "../secret-like";

/** Parameters that hold secrets are encrypted, and reading them is a right of its own. */
export const parameterSecure = resourceRule({
  name: "parameter-secure",
  severity: "critical",
  describe: "A parameter that holds a secret is a SecureString.",
  why: "A parameter of another type lies in clear text, in its history too, for everybody who may list parameters.",
  fix: "Set type: SecureString. The old versions keep the value: replace the secret as well.",
  details:
    "A parameter is taken for a secret when its value looks like one, when it gets a secret of Pulumi as `insecureValue`, or " +
    "when its name ends as a secret's would (see `environment-secrets`). AWS's provider calls every `value` a secret, so " +
    "that alone says nothing.",
  appliesTo: ["aws:ssm/parameter:Parameter"],
  check: ({ props, secrets }) => {
    const { type, name } = props;
    if (type === "SecureString") return [];
    if (type === UNKNOWN) return [{ id: "Unknown::type", what: "its type is not known at preview" }];
    const called = typeof name === "string" ? name : "";
    const what = secrets.has("insecureValue")
      ? "a secret of Pulumi"
      : (looksLike([props["value"], props["insecureValue"]], called) ??
        (isSecretName(called) ? "a secret, by its name" : undefined));
    return what === undefined ? [] : [{ id: "type", what: `holds ${what}, and is not a SecureString` }];
  },
});

function looksLike(values: readonly (Plain | undefined)[], name: string): string | undefined {
  return values
    .map((value) => (typeof value === "string" ? secretIn(value) : undefined))
    .find((looks) => looks !== undefined && !(looks === "a random text" && isFingerprintName(name)));
}
