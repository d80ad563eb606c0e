import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "./config";
import { mockProgram } from "./offline/mocks";
import { validConfig } from "./offline/registered";

async function problemsOf(config: Record<string, string | undefined>, stack = "dev"): Promise<string> {
  const merged = Object.entries({ ...validConfig, ...config }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  await mockProgram({ config: Object.fromEntries(merged), stack });
  try {
    currentStage();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("a valid configuration is read, once", async () => {
  await mockProgram();
  const stage = currentStage();
  expect(stage).toMatchObject({
    stage: "dev",
    accountId: "123456789012",
    logRetentionDays: 14,
    protectData: true,
  });
  expect(currentStage()).toBe(stage);
});

test.each([
  ["sjc1990app:logRetentionDays", "10", "must be 7, 14 or 30"],
  ["sjc1990app:protectData", "perhaps", "must be true or false"],
  ...[
    "*",
    "https://*",
    "https://a.example.org/path",
    "https://a.example.org/",
    "https://A.example.org",
    "https://a.example.org:443",
    "http://a.example.org:80",
    "https://a.example.org,https://b.example.org",
    "https://a'b.example.org",
    'https://a"b.example.org',
    "ftp://a.example.org",
    "https://user@a.example.org",
  ].map((origin) => ["sjc1990app:corsOrigins", JSON.stringify([origin]), "a list of different web origins"]),
  [
    "sjc1990app:corsOrigins",
    '["https://a.example.org","https://a.example.org"]',
    "a list of different web origins",
  ],
  ["sjc1990app:alertEmails", '["a@example.org","A@example.org"]', "a list of different e-mail addresses"],
  ["sjc1990app:owner", "Platform & Co", "a name of 1 to 256 letters"],
  ["sjc1990app:owner", "aws:team", "not starting with aws:"],
  ["sjc1990app:costCentre", "c".repeat(257), "a name of 1 to 256 letters"],
  ["aws:region", "us-east-9", "must be an AWS region"],
  // Other partitions of AWS have other ARNs.
  ["aws:region", "cn-north-1", "must be an AWS region"],
  ["sjc1990app:apiThrottle", '{"rate":0,"burst":1}', 'must be an object {"rate", "burst"}'],
  ["sjc1990app:jwtSecrets", '{"current":{"kid":"k","secret":"short"}}', "32 bytes in base64url"],
  // Its last character has unused bits set: Node decodes it, the functions reject it.
  ["sjc1990app:phoneSecret", "b".repeat(43), "32 bytes in base64url"],
  ["sjc1990app:smsSenderId", "1234", "at least one a letter"],
  ["sjc1990app:adminPhones", '["91234567"]', "+85291234567"],
  ["sjc1990app:adminPhones", '["+12423651234"]', "is not in sjc1990app:callingCodes"],
  ["sjc1990app:callingCodes", "[]", "a list of calling codes"],
  ["sjc1990app:callingCodes", '["+852"]', "without +"],
  ["sjc1990app:signInLimits", '{"perSource":0,"perStage":1000}', 'an object {"perSource", "perStage"}'],
  ["sjc1990app:signInLimits", '{"perSource":60}', 'an object {"perSource", "perStage"}'],
  ["sjc1990app:budget", '{"target":200,"monthly":[100],"daily":0}', "of USD"],
  ["sjc1990app:budget", '{"target":200,"monthly":[150,100],"daily":10}', "1 to 5 ascending amounts"],
  ["sjc1990app:budget", '{"target":200,"monthly":[1,2,3,4,5,6],"daily":10}', "1 to 5 ascending amounts"],
  ["sjc1990app:pointInTimeRecovery", "maybe", "must be true or false"],
  ["sjc1990app:executionLogs", "verbose", "must be none, errors or all"],
  ["sjc1990app:functionDefaults", '{"memorySize":64,"timeout":10}', "128 to 10240 MB"],
  ["sjc1990app:functionDefaults", '{"memorySize":256,"timeout":30}', "1 to 29 seconds"],
  [
    "sjc1990app:domains",
    '{"api":"https://api.example.org","photos":"photos.example.org","hostedZoneId":"Z1"}',
    "two domain names and the Route 53 zone",
  ],
  ["sjc1990app:alertWebhook", "http://chat.example.org/hook", "an https address"],
  ["sjc1990app:healthCheckMinutes", "1", "a whole number from 2 to 60"],
  ["sjc1990app:webFirewall", '{"requestsPerFiveMinutes":1}', "at least 10 requests of one address"],
  ["sjc1990app:release", '{"canaryPercent":100,"bakeMinutes":5}', "1 to 50 percent, 0 to 120 minutes"],
  ["sjc1990app:release", '{"canaryPercent":10}', "1 to 50 percent, 0 to 120 minutes"],
  ["aws:allowedAccountIds", '["123456789012","210987654321"]', "must list exactly one account"],
])("%s = %s is refused, with the valid values and a command", async (name, value, expected) => {
  const message = await problemsOf({ [name]: value });
  expect(message).toContain(name);
  expect(message).toContain(expected);
  expect(message).toMatch(/pulumi config set .+/);
  // The value may be a secret.
  if (value.length > 4) expect(message).not.toContain(value);
});

test.each([
  [
    "sjc1990app:corsOrigins",
    '["http://localhost:3000","http://[::1]:8080","https://xn--tst-qla.example.org"]',
  ],
  ["sjc1990app:owner", "Équipe plateforme 香港 +1"],
  ["aws:region", "ap-east-1"],
])("%s = %s is accepted", async (name, value) => {
  expect(await problemsOf({ [name]: value })).toBe("");
});

test("all problems are reported at once", async () => {
  const message = await problemsOf({ "aws:region": undefined, "sjc1990app:owner": undefined }, "Prod");
  expect(message).toContain('invalid stack name "Prod"');
  expect(message).toContain("aws:region is missing");
  expect(message).toContain("sjc1990app:owner is missing");
  expect(message).toContain("pulumi config set sjc1990app:owner");
});

test.each([
  ["webFireWall", "webFirewall"],
  ["alertEmail", "alertEmails"],
])("the unknown key %s is refused, with the nearest setting: %s", async (name, nearest) => {
  const message = await problemsOf({ [`sjc1990app:${name}`]: "true", "sjc1990app-account:stages": "[]" });
  expect(message).toBe(
    `invalid configuration of stage "dev":\n  - sjc1990app:${name} is not a setting; did you mean ${nearest}?\n` +
      `    pulumi config rm sjc1990app:${name}`,
  );
});

test("secrets are secret outputs", async () => {
  await mockProgram();
  const { adminPhones, owner } = currentStage();
  expect(pulumi.Output.isInstance(owner)).toBe(false);
  expect(await pulumi.isSecret(adminPhones)).toBe(true);
});

test("the command for a secret encrypts it", async () => {
  expect(await problemsOf({ "sjc1990app:phoneSecret": undefined })).toContain(
    "pulumi config set --secret sjc1990app:phoneSecret",
  );
});

// `config set <key> '<json>'` stores a text, which Pulumi refuses for these types at the next preview.
test.each([
  ["corsOrigins", "[]", ["--path 'sjc1990app:corsOrigins[0]' --type string https://app.example.org"]],
  ["callingCodes", '["x"]', ["--path 'sjc1990app:callingCodes[0]' --type string 852"]],
  [
    "apiThrottle",
    "{}",
    ["--path 'sjc1990app:apiThrottle.rate' 50", "--path 'sjc1990app:apiThrottle.burst' 100"],
  ],
  [
    "budget",
    "{}",
    [
      "--path 'sjc1990app:budget.target' 200",
      "--path 'sjc1990app:budget.monthly[0]' 100",
      "--path 'sjc1990app:budget.monthly[3]' 250",
      "--path 'sjc1990app:budget.daily' 10",
    ],
  ],
])("the commands for %s set its parts", async (name, value, commands) => {
  const message = await problemsOf({ [`sjc1990app:${name}`]: value });
  for (const command of commands) expect(message).toContain(`    pulumi config set ${command}\n`.trimEnd());
});

test.each(["domains", "alertWebhook", "webFirewall", "release"] as const)(
  "%s may be left out",
  async (name) => {
    await mockProgram();
    expect(currentStage()).not.toHaveProperty(name);
  },
);

describe("throw-away values", () => {
  const secret = `throwaway-${"A".repeat(42)}`;
  const cases: [string, string][] = [
    ["sjc1990app:phoneSecret", secret],
    ["sjc1990app:jwtSecrets", JSON.stringify({ current: { kid: "k1", secret } })],
    [
      "sjc1990app:jwtSecrets",
      JSON.stringify({
        current: { kid: "k2", secret: "A".repeat(43) },
        previous: { kid: "k1", secret },
      }),
    ],
  ];

  test.each(cases)("%s is refused in an AWS account, and not shown", async (name, value) => {
    const message = await problemsOf({ [name]: value });
    expect(message).toContain(`${name} is a published throw-away value`);
    expect(message).toContain("npm run stack:init -- --stack dev");
    expect(message).not.toContain(secret);
  });

  test.each(cases)("%s is accepted on a local cloud", async (name, value) => {
    expect(await problemsOf({ [name]: value, "aws:allowedAccountIds": '["000000000000"]' })).toBe("");
  });
});
