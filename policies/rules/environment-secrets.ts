import { UNKNOWN, at, isPlainObject, jsonOf, listOf, show, type Plain } from "../lib/plain";
import { resourceRule, type CheckedResource, type Finding } from "../lib/rule";
import { isFingerprintName, isReference, isSecretName, secretIn } from "../lib/secret-like";

/** An environment variable, and its path in the properties. */
interface Variable {
  name: string;
  value: Plain;
  path: string;
}

type Reader = (props: CheckedResource["props"]) => Variable[];

function named(list: Plain | undefined, path: string): Variable[] {
  return listOf(list).flatMap((item, i): Variable[] => {
    const name = at(item, "name");
    const value: Plain | undefined = at(item, "value");
    // A variable of CodeBuild can refer to a parameter or a secret.
    const reference = ["PARAMETER_STORE", "SECRETS_MANAGER"].includes(show(at(item, "type")));
    return typeof name === "string" && value !== undefined && !reference
      ? [{ name, value, path: `${path}[${String(i)}].value` }]
      : [];
  });
}

const readers: Readonly<Record<string, Reader>> = {
  "aws:codebuild/project:Project": (props) =>
    named(at(props, "environment", "environmentVariables"), "environment.environmentVariables"),
  "aws:ecs/taskDefinition:TaskDefinition": (props) =>
    listOf(jsonOf(props["containerDefinitions"])).flatMap((container, i) =>
      named(at(container, "environment"), `containerDefinitions[${String(i)}].environment`),
    ),
  "aws:lambda/function:Function": (props) => {
    const variables = at(props, "environment", "variables");
    return isPlainObject(variables)
      ? Object.entries(variables).map(([name, value]) => ({
          name,
          value,
          path: `environment.variables.${name}`,
        }))
      : [];
  },
};

/** Refuses secrets in environment variables. */
export const environmentSecrets = resourceRule({
  name: "environment-secrets",
  severity: "critical",
  describe: "No environment variable contains a secret.",
  why:
    "The console, the API and many tools show the environment of a function: everybody who may view the function " +
    "can read the secret. Rotating it needs a deployment.",
  fix:
    "Store the secret in a SecureString parameter or in Secrets Manager. Pass its name in the environment and " +
    "read it at run time.",
  details: `A variable counts as a secret if

- its name ends like the name of a secret (\`JWT_SECRET\`, \`apiKey\`, \`DB_PASSWORD\`), unless the value is only a reference:
  an ARN, a path, or a URL without a password. \`JWT_SECRET_ARN\` and \`TOKEN_TTL\` are not names of secrets;
- its value has the format of a secret: a private key, an AWS access key, a token of GitHub, Slack, Stripe or Google, a
  JSON web token, or a URL with a password;
- its value is random: at least 20 characters with upper case, lower case and digits and 4 bits of entropy per character,
  or at least 32 hexadecimal digits. Variables named HASH, DIGEST, VERSION, COMMIT and the like skip this check.

**Limit.** Pulumi's policy SDK does not tell a policy which values are Pulumi secrets. A Pulumi secret with a harmless name
and a short or simple value, such as \`MODE=hunter2\`, is not found.

Messages never contain the value.`,
  appliesTo: Object.keys(readers),
  check: (resource) =>
    (readers[resource.type]?.(resource.props) ?? []).flatMap((variable) => judge(variable)),
});

function judge({ name, value, path }: Variable): Finding[] {
  const finding = (id: string, what: string): Finding[] => [{ id: `${id}::${name}`, what, where: path }];
  if (value === UNKNOWN) {
    return isSecretName(name)
      ? finding(
          "Unknown",
          `the variable ${name} has the name of a secret, and its value is not known at preview`,
        )
      : [];
  }
  if (typeof value !== "string" || value === "") return [];
  const looks = secretIn(value);
  if (
    looks !== undefined &&
    !(looks === "a random value" && (isFingerprintName(name) || isReference(value)))
  ) {
    return finding("value", `the value of the variable ${name} looks like ${looks}`);
  }
  if (isSecretName(name) && !isReference(value))
    return finding("name", `the variable ${name} has the name of a secret`);
  return [];
}
