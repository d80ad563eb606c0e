import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { taggable } from "../../policies/lib/data/taggable";
import type { Registered } from "../offline/registered";
import { runProgram } from "../offline/run-program";
import { only } from "../testing/registered";
import { accountProgram, stageFiles, validSettings } from "./testing/program";

async function problems(
  changed: Readonly<Record<string, string | undefined>>,
  stages: Readonly<Record<string, Readonly<Record<string, unknown>>>> = stageFiles,
): Promise<string> {
  const settings = Object.entries({ ...validSettings, ...changed }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  try {
    await accountProgram({ settings: Object.fromEntries(settings), stages });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const ofType = (registered: readonly Registered[], type: string) =>
  registered.filter((resource) => resource.type === type);

const document = (text: unknown) => JSON.parse(text as string) as { Statement: Record<string, unknown>[] };

describe("an account", () => {
  let registered: Registered[];
  beforeAll(async () => {
    registered = await accountProgram();
  });

  test("lets a stage's environments of the repository deploy, prune, restore and preview", () => {
    const trust = (name: string) =>
      document(only(registered, "aws:iam/role:Role", name)["assumeRolePolicy"]).Statement;
    const statement = (sub: string[]) => [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: {
          Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        },
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": sub,
          },
        },
      },
    ];
    expect(trust("deploy-dev")).toEqual(statement(["repo:example-org/platform:environment:dev"]));
    expect(trust("deploy-staging")).toEqual(statement(["repo:example-org/platform:environment:staging"]));
    expect(trust("prune-dev")).toEqual(statement(["repo:example-org/platform:environment:prune-dev"]));
    expect(trust("restore-dev")).toEqual(statement(["repo:example-org/platform:environment:restore-dev"]));
    expect(trust("preview")).toEqual(
      statement([
        "repo:example-org/platform:environment:preview-dev",
        "repo:example-org/platform:environment:preview-staging",
      ]),
    );
  });

  test("lets each stage decrypt only its own secrets, and the state through S3", () => {
    const { Statement } = document(
      only(registered, "aws:kms/keyPolicy:KeyPolicy", "state-key-policy")["policy"],
    );
    const uses = Statement.filter(({ Sid }) => !["Administer", "Own"].includes(Sid as string));
    const role = (name: string) => `arn:aws:iam::111122223333:role/sjc1990app-${name}`;
    const throughS3 = {
      StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:CallerAccount": "111122223333" },
    };
    const context = (stage: string | string[]) => ({
      StringEquals: { "kms:EncryptionContext:stage": stage },
    });
    expect(
      uses.map(({ Principal, Action, Condition }) => [
        (Principal as { AWS: unknown }).AWS,
        Action,
        Condition,
      ]),
    ).toEqual([
      [role("deploy-dev"), ["kms:Decrypt", "kms:Encrypt"], context("dev")],
      [role("deploy-staging"), ["kms:Decrypt", "kms:Encrypt"], context("staging")],
      [role("preview"), ["kms:Decrypt"], context(["dev", "staging"])],
      [[role("deploy-dev"), role("deploy-staging")], ["kms:Decrypt", "kms:GenerateDataKey"], throughS3],
      [[role("preview"), role("prune-dev"), role("prune-staging")], ["kms:Decrypt"], throughS3],
    ]);
  });

  test("has only the roles of workflows and API Gateway, and one AWS managed policy", () => {
    expect(
      ofType(registered, "aws:iam/role:Role")
        .map(({ inputs }) => inputs["name"])
        .sort(),
    ).toEqual([
      "sjc1990app-deploy-dev",
      "sjc1990app-deploy-staging",
      "sjc1990app-gateway-logs",
      "sjc1990app-preview",
      "sjc1990app-prune-dev",
      "sjc1990app-prune-staging",
      "sjc1990app-restore-dev",
      "sjc1990app-restore-staging",
    ]);
    const attached = ofType(registered, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").map(
      ({ inputs }) => inputs["policyArn"] as string,
    );
    expect(attached.filter((arn) => !arn.startsWith("arn:aws:iam::111122223333:policy/sjc1990app-"))).toEqual(
      ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
    );
  });

  test("has a trail of all regions with file validation, which only CloudTrail writes", () => {
    expect(only(registered, "aws:cloudtrail/trail:Trail", "trail")).toMatchObject({
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: "sjc1990app-trail-111122223333",
    });
    const { Statement } = document(
      only(registered, "aws:s3/bucketPolicy:BucketPolicy", "trail-policy")["policy"],
    );
    const trail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/sjc1990app";
    for (const { Principal, Condition } of Statement.filter(({ Effect }) => Effect === "Allow")) {
      expect(Principal).toEqual({ Service: "cloudtrail.amazonaws.com" });
      expect(Condition).toMatchObject({ StringEquals: { "aws:SourceArn": trail } });
    }
  });

  test.each(["state", "trail"])("keeps the bucket %s private", (name) => {
    const bucket = `sjc1990app-${name}-111122223333`;
    expect(
      only(registered, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", `${name}-private`),
    ).toEqual({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(only(registered, "aws:s3/bucketVersioning:BucketVersioning", `${name}-versioning`)).toMatchObject({
      versioningConfiguration: { status: "Enabled" },
    });
    expect(
      only(
        registered,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        `${name}-encryption`,
      ),
    ).toMatchObject({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] });
    const { Statement } = document(
      only(registered, "aws:s3/bucketPolicy:BucketPolicy", `${name}-policy`)["policy"],
    );
    expect(Statement).toContainEqual({
      Sid: "RefusePlainHttp",
      Principal: "*",
      Effect: "Deny",
      Action: ["s3:*"],
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  test("has the settings of API Gateway and SNS in each region of a stage", () => {
    for (const type of ["aws:apigateway/account:Account", "aws:sns/smsPreferences:SmsPreferences"])
      expect(ofType(registered, type).map(({ inputs }) => inputs["region"])).toEqual([
        "us-east-1",
        "eu-west-1",
      ]);
    expect(
      only(registered, "aws:sns/smsPreferences:SmsPreferences", "text-messages-eu-west-1"),
    ).toMatchObject({
      monthlySpendLimit: 50,
      defaultSmsType: "Transactional",
    });
  });

  test("tags every resource with a stage that no deployment may change", () => {
    const tagged = registered.filter(({ type }) => taggable.includes(type));
    expect(new Set(tagged.map(({ type }) => type.split("/")[0]))).toEqual(
      new Set(["aws:cloudtrail", "aws:iam", "aws:kms", "aws:s3"]),
    );
    for (const { name, inputs } of tagged)
      expect({ name, tags: inputs["tags"] }).toEqual({
        name,
        tags: {
          project: "sjc1990app",
          stage: "account",
          owner: "team",
          costCentre: "alumni",
          component: expect.stringMatching(/./) as string,
        },
      });
  });
});

test("all policy documents are known at preview", async () => {
  const registered = await accountProgram({ preview: true });
  const documents = registered.flatMap(({ inputs }) =>
    ["policy", "assumeRolePolicy"].flatMap((name) => (name in inputs ? [inputs[name]] : [])),
  );
  expect(documents.length).toBeGreaterThan(10);
  for (const text of documents) expect(document(text)).toHaveProperty("Statement");
});

test("all problems are reported at once, with the valid values and a command", async () => {
  const message = await problems({
    "aws:region": undefined,
    "aws:allowedAccountIds": undefined,
    "sjc1990app-account:repository": "platform",
    "sjc1990app-account:stages": undefined,
    "sjc1990app-account:trailRetentionDays": "7",
  });
  expect(message).toContain('invalid configuration of account "nonprod"');
  expect(message).toContain("npm run account -- config set aws:region us-east-1");
  expect(message).toContain("npm run account -- config set --path 'aws:allowedAccountIds[0]' 123456789012");
  expect(message).toContain("sjc1990app-account:repository must be a GitHub repository, <owner>/<name>");
  expect(message).toContain("sjc1990app-account:stages is missing: a list of names of stages");
  expect(message).toContain("sjc1990app-account:trailRetentionDays must be 90 to 3650 days");
});

test("the environment of the stage prod is production", async () => {
  const registered = await accountProgram({
    settings: { ...validSettings, "sjc1990app-account:stages": '["prod"]' },
    stages: { prod: stageFiles["dev"] ?? {} },
  });
  const trusted = (name: string) => String(only(registered, "aws:iam/role:Role", name)["assumeRolePolicy"]);
  expect(trusted("deploy-prod")).toContain('["repo:example-org/platform:environment:production"]');
  expect(trusted("preview")).toContain('["repo:example-org/platform:environment:preview-prod"]');
});

test.each([
  ["any repository", { "sjc1990app-account:repository": "example-org/*" }],
  ["a stage twice", { "sjc1990app-account:stages": '["dev","dev"]' }],
  ["no stage", { "sjc1990app-account:stages": "[]" }],
  ["an invalid name of a stage", { "sjc1990app-account:stages": '["my-dev"]' }],
  ["settings of a stage", { "sjc1990app-account:stages": '[{"name":"dev","webFirewall":false}]' }],
])("%s is refused", async (_, changed) => {
  expect(await problems(changed)).toMatch(/must be/);
});

test.each([
  ["aws:region", "us-east-9", "Pulumi.dev.yaml: aws:region must be an AWS region"],
  ["sjc1990app:emailFrom", undefined, "Pulumi.dev.yaml: sjc1990app:emailFrom must be an e-mail address"],
  ["sjc1990app:domains", { api: "api" }, "Pulumi.dev.yaml: sjc1990app:domains must be an object"],
  ["sjc1990app:webFirewall", true, "Pulumi.dev.yaml: sjc1990app:webFirewall must be an object"],
  ["aws:allowedAccountIds", ["444455556666"], "aws:allowedAccountIds must be this account only"],
])("the file of a stage with %s %j is refused, with a command", async (key, value, problem) => {
  const message = await problems({}, { ...stageFiles, dev: { ...stageFiles["dev"], [key]: value } });
  expect(message).toContain(problem);
  expect(message).toContain("npm run pulumi -- config set --stack dev");
});

test("a stage without a file is refused", async () => {
  expect(await problems({}, { dev: stageFiles["dev"]! })).toContain("Pulumi.staging.yaml does not exist");
});

test.each(["nonprod", "prod"])("the stages of the account %s belong to it", async (name) => {
  const { config } = parse(fs.readFileSync(path.join(__dirname, `Pulumi.${name}.yaml`), "utf8")) as {
    config: Record<string, string | string[]>;
  };
  const settings = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const registered = await runProgram(
    { stack: name, cwd: __dirname, config: { ...validSettings, ...Object.fromEntries(settings) } },
    "account",
  );
  const roles = ofType(registered, "aws:iam/role:Role").map((resource) => resource.name);
  for (const stage of config["sjc1990app-account:stages"] ?? []) expect(roles).toContain(`deploy-${stage}`);
});
