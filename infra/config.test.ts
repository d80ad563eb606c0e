import { currentStage } from "./config";
import { mockProgram, validConfig } from "./testing/mocks";

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
  ["sjc1990app:smsSenderId", "1234", "at least one a letter"],
  ["sjc1990app:adminPhones", '["91234567"]', "+85291234567"],
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
