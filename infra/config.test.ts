import { currentStage } from "./config";
import { mockProgram } from "./testing/mocks";
import { validConfig } from "./testing/registered";

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

test("a whole configuration is read, and read once", async () => {
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
  ["sjc1990app:corsOrigins", '["*"]', "must be a list of web origins without a path"],
  [
    "sjc1990app:corsOrigins",
    '["https://a.example.org/path"]',
    "must be a list of web origins without a path",
  ],
  ["sjc1990app:apiThrottle", '{"rate":0,"burst":1}', 'must be an object {"rate", "burst"}'],
  ["sjc1990app:jwtSecrets", '{"current":{"kid":"k","secret":"short"}}', "32 bytes in base64url"],
  // Its last character holds bits of no byte: Node reads it, the functions refuse it.
  ["sjc1990app:phoneSecret", "b".repeat(43), "32 bytes in base64url"],
  ["sjc1990app:smsSenderId", "1234", "at least one a letter"],
  ["sjc1990app:adminPhones", '["91234567"]', "+85291234567"],
  ["sjc1990app:pointInTimeRecovery", "maybe", "must be true or false"],
  ["sjc1990app:executionLogs", "verbose", "must be none, errors or all"],
  ["sjc1990app:functionDefaults", '{"memorySize":64,"timeout":10}', "128 to 10240 MB"],
  ["sjc1990app:functionDefaults", '{"memorySize":256,"timeout":30}', "1 to 29 seconds"],
  ["sjc1990app:budget", '{"monthlyUsd":200,"dailyUsd":10,"alertsAtUsd":[]}', "amounts in USD, 1 to 5"],
  ["sjc1990app:usage", '{"users":-1}', 'must be an object {"users"'],
  ["sjc1990app:release", '{"canaryPercent":101,"bakeMinutes":15}', "0 to 100"],
  [
    "sjc1990app:domains",
    '{"api":"https://api.example.org","photos":"photos.example.org","hostedZoneId":"Z1"}',
    "two domain names and the Route 53 zone",
  ],
  ["sjc1990app:webFirewall", '{"requestsPerFiveMinutes":1}', "10 or more of one address"],
  ["aws:allowedAccountIds", '["123456789012","210987654321"]', "must name the one account of the stage"],
])("%s = %s is refused with what it may be and how to set it", async (name, value, expected) => {
  const message = await problemsOf({ [name]: value });
  expect(message).toContain(name);
  expect(message).toContain(expected);
  expect(message).toMatch(/pulumi config set .+/);
  // The value may be a secret.
  if (value.length > 4) expect(message).not.toContain(value);
});

test("all that is wrong is told at once", async () => {
  const message = await problemsOf({ "aws:region": undefined, "sjc1990app:owner": undefined }, "Prod");
  expect(message).toContain('the stack is called "Prod"');
  expect(message).toContain("aws:region is missing");
  expect(message).toContain("sjc1990app:owner is missing");
  expect(message).toContain("pulumi config set sjc1990app:owner");
});

test("the command for a secret encrypts it", async () => {
  expect(await problemsOf({ "sjc1990app:phoneSecret": undefined })).toContain(
    "pulumi config set --secret sjc1990app:phoneSecret",
  );
});

test.each(["domains", "webFirewall"] as const)("%s may be left out", async (name) => {
  await mockProgram();
  expect(currentStage()).not.toHaveProperty(name);
});

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

  test.each(cases)("%s is refused in an account of AWS, without being shown", async (name, value) => {
    const message = await problemsOf({ [name]: value });
    expect(message).toContain(`${name} is a throw-away value`);
    expect(message).toContain("npm run stack:init -- dev");
    expect(message).not.toContain(secret);
  });

  test.each(cases)("%s may be one on a cloud that is no one's", async (name, value) => {
    expect(await problemsOf({ [name]: value, "aws:allowedAccountIds": '["000000000000"]' })).toBe("");
  });
});
