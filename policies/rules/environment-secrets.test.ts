import { resourceCases } from "../testing/cases";
import { analyze, unknownString } from "../testing/analyze";
import { environmentSecrets } from "./environment-secrets";

const type = "lambda/function:Function";
const variables = (all: Record<string, unknown>) => ({ environment: { variables: all } });
// Built here, so that no text of this file looks like a secret.
const random = ["q7Zx", "R2mK", "9vLt", "B4wP", "s8Nd", "J3hY"].join("");
const hexadecimal = "0123456789abcdef".repeat(3);

resourceCases(environmentSecrets, [
  { name: "no environment", type, props: {} },
  {
    name: "references, names and numbers",
    type,
    props: variables({
      TABLE: "sjc1990app-verification-codes-local",
      JWT_PARAMETER: "/sjc1990app/dev/jwt",
      JWT_SECRET: "arn:aws:secretsmanager:us-east-1:123456789012:secret:jwt-AbCdEf",
      API_KEY_ID: "integrations",
      TOKEN_TTL: "900",
      CORS_ORIGINS: "https://app.example.org,https://admin.example.org",
      PHOTOS_DOMAIN: "d111111abcdef8.cloudfront.net",
      QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/notifications",
      MONKEY: "banana",
      VERSION: "1.2.3",
      COMMIT: hexadecimal,
      BUNDLE_HASH: random,
    }),
  },
  {
    name: "names of secrets",
    type,
    props: variables({ JWT_SECRET: "hunter2", apiKey: "letmein", DB_PASSWORD: "a", GITHUB_TOKEN_2: "b" }),
    findings: ["name::JWT_SECRET", "name::apiKey", "name::DB_PASSWORD", "name::GITHUB_TOKEN_2"],
  },
  {
    name: "formats of secrets",
    type,
    props: variables({
      A: `-----BEGIN RSA PRIVATE KEY-----\nMII`,
      B: `AKIAIOSFODNN7EXAMPLE`,
      C: `postgres://app:letmein@db.example.org/app`,
      D: random,
      E: hexadecimal,
    }),
    findings: ["value::A", "value::B", "value::C", "value::D", "value::E"],
  },
  {
    name: "an unknown secret",
    type,
    props: variables({ DB_PASSWORD: unknownString }),
    findings: ["Unknown::DB_PASSWORD"],
  },
  { name: "an unknown reference", type, props: variables({ PHOTOS_DOMAIN: unknownString }) },
  {
    name: "a build with a reference to its secret",
    type: "codebuild/project:Project",
    props: {
      environment: { environmentVariables: [{ name: "TOKEN", value: "/ci/token", type: "PARAMETER_STORE" }] },
    },
  },
  {
    name: "a build with a secret",
    type: "codebuild/project:Project",
    props: { environment: { environmentVariables: [{ name: "TOKEN", value: "abc" }] } },
    findings: ["name::TOKEN"],
  },
  {
    name: "a container with a secret",
    type: "ecs/taskDefinition:TaskDefinition",
    props: {
      containerDefinitions: JSON.stringify([
        { name: "web", environment: [{ name: "DB_PASSWORD", value: "abc" }] },
      ]),
    },
    findings: ["name::DB_PASSWORD"],
  },
]);

test("messages do not contain the secret", () => {
  const props = variables({ JWT_SECRET: "hunter2", D: random, P: "https://app:sesame@example.org" });
  const messages = analyze([environmentSecrets], { type: `aws:${type}`, name: "fn", props }).map(
    ({ message }) => message,
  );
  expect(messages).toHaveLength(3);
  expect(messages.join()).not.toMatch(new RegExp(`hunter2|${random}|sesame`));
});
