import { UNKNOWN, at, isPlainObject, jsonOf, listOf, show, type Plain } from "../plain";
import { resourceRule, type CheckedResource, type Finding } from "../rule";
import { isFingerprintName, isReference, isSecretName, secretIn } from "../secret-like";

/** A variable of an environment, and where it stands in the properties. */
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
    // CodeBuild can also name where the value is; then nothing stands here.
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

/** No secret stands where whoever may look at the configuration reads it. */
export const environmentSecrets = resourceRule({
  name: "environment-secrets",
  severity: "critical",
  describe: "No environment variable holds a secret.",
  why:
    "The environment of a function is shown in the console, in answers of the API and in what tools print: everybody " +
    "who may look at the function reads the secret, and nobody can change it without a deployment.",
  fix: "Put the secret into a SecureString parameter or into Secrets Manager, hand over its name, and read it at run time.",
  details: `A variable is taken for a secret when

- its value is a secret of Pulumi (\`pulumi.secret\`, \`--secret\` in the configuration), whatever its name;
- its name ends as a secret's would (\`JWT_SECRET\`, \`apiKey\`, \`DB_PASSWORD\`), unless the value says only where the secret
  is: an ARN, a path, an address without a password. \`JWT_SECRET_ARN\` and \`TOKEN_TTL\` name no secret;
- its value has the form of one: a private key, an access key of AWS, tokens of GitHub, Slack, Stripe and Google, a JSON
  web token, an address with a password;
- its value is random: 20 characters or more with capitals, small letters and digits and 4 bits of entropy a character,
  or 32 hexadecimal digits or more. Variables called HASH, DIGEST, VERSION, COMMIT and the like are spared this test.

The value itself is never shown.`,
  appliesTo: Object.keys(readers),
  check: (resource) =>
    (readers[resource.type]?.(resource.props) ?? []).flatMap((variable) => judge(variable, resource.secrets)),
});

function judge({ name, value, path }: Variable, secrets: ReadonlySet<string>): Finding[] {
  const finding = (id: string, what: string): Finding[] => [{ id: `${id}::${name}`, what, where: path }];
  if (isSecret(path, secrets))
    return finding("secret", `the variable ${name} holds a secret of Pulumi in clear`);
  if (value === UNKNOWN) {
    return isSecretName(name)
      ? finding("Unknown", `the variable ${name} is called a secret, and its value is not known at preview`)
      : [];
  }
  if (typeof value !== "string" || value === "") return [];
  const looks = secretIn(value);
  if (
    looks !== undefined &&
    !(looks === "a random text" && (isFingerprintName(name) || isReference(value)))
  ) {
    return finding("value", `the variable ${name} holds what looks like ${looks}`);
  }
  if (isSecretName(name) && !isReference(value))
    return finding("name", `the variable ${name} is called a secret`);
  return [];
}

/** Whether Pulumi holds a value, or something around it, for a secret. */
function isSecret(path: string, secrets: ReadonlySet<string>): boolean {
  return [...secrets].some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
}
