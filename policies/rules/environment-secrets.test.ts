import { resourceCases } from "../testing/cases";
import { analyze, secret, unknownString } from "../testing/engine-view";
import { environmentSecrets } from "./environment-secrets";

const type = "lambda/function:Function";
const variables = (all: Record<string, unknown>) => ({ environment: { variables: all } });
// Made up here, so that no text of this file looks like a secret itself.
const random = ["q7Zx", "R2mK", "9vLt", "B4wP", "s8Nd", "J3hY"].join("");
const hexadecimal = "0123456789abcdef".repeat(3);

resourceCases(environmentSecrets, [
  { name: "no environment", type, props: {} },
  {
    name: "places, names and numbers",
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
  { name: "a secret of Pulumi", type, props: variables({ PLAIN: secret("x") }), findings: ["secret::PLAIN"] },
  {
    name: "an environment that is one",
    type,
    props: { environment: secret({ variables: { A: "x", B: "y" } }) },
    findings: ["secret::A", "secret::B"],
  },
  {
    name: "names of secrets",
    type,
    props: variables({ JWT_SECRET: "hunter2", apiKey: "letmein", DB_PASSWORD: "a", GITHUB_TOKEN_2: "b" }),
    findings: ["name::DB_PASSWORD", "name::GITHUB_TOKEN_2", "name::JWT_SECRET", "name::apiKey"],
  },
  {
    name: "forms of secrets",
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
    name: "a secret that is not known yet",
    type,
    props: variables({ DB_PASSWORD: unknownString }),
    findings: ["Unknown::DB_PASSWORD"],
  },
  { name: "a place that is not known yet", type, props: variables({ PHOTOS_DOMAIN: unknownString }) },
  {
    name: "a build that names where its secret is",
    type: "codebuild/project:Project",
    props: {
      environment: { environmentVariables: [{ name: "TOKEN", value: "/ci/token", type: "PARAMETER_STORE" }] },
    },
  },
  {
    name: "a build that holds it",
    type: "codebuild/project:Project",
    props: { environment: { environmentVariables: [{ name: "TOKEN", value: "abc" }] } },
    findings: ["name::TOKEN"],
  },
  {
    name: "a container that holds it",
    type: "ecs/taskDefinition:TaskDefinition",
    props: {
      containerDefinitions: JSON.stringify([
        { name: "web", environment: [{ name: "DB_PASSWORD", value: "abc" }] },
      ]),
    },
    findings: ["name::DB_PASSWORD"],
  },
]);

test("what is secret is not shown", () => {
  const props = variables({ JWT_SECRET: "hunter2", D: random, P: secret("sesame") });
  const messages = analyze([environmentSecrets], { type: `aws:${type}`, name: "fn", props }).map(
    ({ message }) => message,
  );
  expect(messages).toHaveLength(3);
  expect(messages.join()).not.toMatch(new RegExp(`hunter2|${random}|sesame`));
});
