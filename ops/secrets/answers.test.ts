import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { settings } from "../../infra/settings";
import { collectAnswers, isExample, type Answers, type Given } from "./answers";
import { freshSecrets, SECRET_SETTINGS } from "./keys";
import { withNewPassphrase, withPassphrase } from "./passphrase";
import { person } from "./testing/person";

const shipped = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": ["111122223333"],
  "sjc1990app:emailFrom": "no-reply@dev.sjc1990app.example.org",
  "sjc1990app:alertEmails": ["dev-alerts@sjc1990app.example.org"],
};
const all: Answers = {
  account: "234567890123",
  region: "ap-east-1",
  senderId: "SJC1990",
  adminPhones: ["+85291234567", "+447700900000"],
  emailFrom: "no-reply@sjc.hk",
  alertEmails: ["ops@sjc.hk"],
};

test("given answers are not asked for", async () => {
  const { prompt, asked } = person();
  expect(await collectAnswers(all, shipped, undefined)).toEqual(all);
  expect(await collectAnswers(all, shipped, prompt)).toEqual(all);
  expect(asked).toEqual([]);
});

test("without a terminal, every missing answer is named with its option; example values do not count", async () => {
  await expect(collectAnswers({}, shipped, undefined)).rejects.toMatchObject({
    message: expect.stringContaining("AWS account of the stage, Sender ID of SMS messages") as string,
    remedy:
      "Add --account 123456789012 --sender-id SJC1990 --admin-phone +85291234567 " +
      "--email-from no-reply@your.domain --alert-email you@your.domain",
  });
});

test("values of the stage file need not be given", async () => {
  const own = {
    "aws:region": "eu-west-2",
    "aws:allowedAccountIds": ["234567890123"],
    "sjc1990app:emailFrom": "no-reply@sjc.hk",
    "sjc1990app:alertEmails": ["ops@sjc.hk"],
  };
  const { senderId, adminPhones } = all;
  expect(await collectAnswers({ senderId, adminPhones }, own, undefined)).toEqual({
    ...all,
    region: "eu-west-2",
  });
});

test("the rest is asked for, again after a wrong answer; Enter takes the default", async () => {
  const { prompt, asked, refused } = person(
    ...["12", "2345-6789-0123", "", "1234", "SJC1990", "91234567", "+85291234567, +447700900000"],
    ...["me@example.com", "no-reply@sjc.hk", "ops@sjc.hk"],
  );
  expect(await collectAnswers({}, shipped, prompt)).toEqual({ ...all, region: "us-east-1" });
  expect(asked[2]).toBe("Region: (us-east-1)");
  expect(refused).toEqual([
    "Expected the twelve digits of your account.",
    expect.stringContaining("1 to 11 letters or digits"),
    expect.stringContaining("+85291234567"),
    expect.stringContaining("of a domain of yours"),
  ]);
});

test.each<[string, Given]>([
  ["--account", { account: "111122223333" }],
  ["--account", { account: "12345" }],
  ["--region", { region: "Hong Kong" }],
  ["--sender-id", { senderId: "1990" }],
  ["--admin-phone", { adminPhones: ["+85291234567", "91234567"] }],
  ["--email-from", { emailFrom: "sjc.hk" }],
  ["--alert-email", { alertEmails: ["ops@alerts.example"] }],
])("%s is refused with %j", async (option, wrong) => {
  const refused = collectAnswers({ ...all, ...wrong }, shipped, undefined);
  await expect(refused).rejects.toThrow(`invalid ${option}`);
});

test.each([
  ["a@example.org", true],
  ["a@mail.example.com", true],
  ["https://app.school.example", true],
  ["a@examples.org", false],
  ["a@sjc.hk", false],
])("%s is an example: %s", (text, expected) => {
  expect(isExample(text)).toBe(expected);
});

test("new secrets are valid, different each time, and complete", () => {
  const now = new Date();
  const [one, two] = [freshSecrets(all, now), freshSecrets(all, now)];
  expect(Object.keys(one).sort()).toEqual([...SECRET_SETTINGS].sort());
  for (const name of SECRET_SETTINGS) expect(settings[name].schema.safeParse(one[name]).success).toBe(true);
  expect(one.phoneSecret).not.toBe(two.phoneSecret);
  expect(one.jwtSecrets).not.toEqual(two.jwtSecrets);
});

describe("the passphrase", () => {
  const long = "long enough for a passphrase";

  test("comes from the environment, or from the file that it names", async () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-passphrase-")), "p");
    fs.writeFileSync(file, `${long}\n`);
    for (const env of [{ PULUMI_CONFIG_PASSPHRASE: long }, { PULUMI_CONFIG_PASSPHRASE_FILE: file }]) {
      expect(await withNewPassphrase(env, "dev", undefined)).toBe(env);
      expect(await withPassphrase(env, "dev", person().prompt)).toBe(env);
    }
    fs.rmSync(path.dirname(file), { recursive: true });
    await expect(
      withNewPassphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: file }, "dev", undefined),
    ).rejects.toThrow("cannot be read");
  });

  test("must be long when it is new, and is asked for twice", async () => {
    const { prompt, asked, refused } = person("short", long, "something else", long, long);
    expect(await withNewPassphrase({ A: "b" }, "dev", prompt)).toEqual({
      A: "b",
      PULUMI_CONFIG_PASSPHRASE: long,
    });
    expect(refused).toEqual(["a passphrase has at least 16 characters"]);
    expect(asked.at(-2)).toContain("The passphrases differ");
    await expect(withNewPassphrase({ PULUMI_CONFIG_PASSPHRASE: "short" }, "dev", undefined)).rejects.toThrow(
      "too short",
    );
    await expect(withNewPassphrase({}, "dev", undefined)).rejects.toThrow("no passphrase is set");
  });

  test("of a stage is asked for once; without a terminal it is left to the CLI", async () => {
    expect(await withPassphrase({}, "dev", person("x").prompt)).toEqual({ PULUMI_CONFIG_PASSPHRASE: "x" });
    expect(await withPassphrase({}, "dev", undefined)).toEqual({});
  });
});
