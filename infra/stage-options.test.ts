/** Optional features of a stage: web firewall, custom domain names, execution logs, data protection. */
import { validConfig, type Registered } from "./offline/registered";
import { runProgram } from "./offline/run-program";
import { isSecret, only } from "./testing/registered";

const program = (config: Readonly<Record<string, string>>): Promise<Registered[]> =>
  runProgram({ config: { ...validConfig, ...config } });

/** A stage with required settings only. */
let plain: Registered[];
beforeAll(async () => {
  plain = await program({});
});

const ofType = (registered: readonly Registered[], type: string) =>
  registered.filter((resource) => resource.type === type);

describe("a stage with all features", () => {
  const everything = {
    "sjc1990app:webFirewall": '{"requestsPerFiveMinutes":500}',
    "sjc1990app:domains":
      '{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}',
    "sjc1990app:alertWebhook": "https://chat.example.org/hook/x",
    "sjc1990app:executionLogs": "all",
    "sjc1990app:methodMetrics": "true",
  };
  let registered: Registered[];
  beforeAll(async () => {
    registered = await program(everything);
  });

  test("limits the rate per IP address, without sampled requests", () => {
    expect(only(registered, "aws:wafv2/webAcl:WebAcl", "api-firewall")).toMatchObject({
      name: "sjc1990app-api-dev",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: [
        {
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: 300, limit: 500 } },
          visibilityConfig: { sampledRequestsEnabled: false },
        },
      ],
    });
    expect(only(registered, "aws:wafv2/webAclAssociation:WebAclAssociation", "api-firewall")).toEqual({
      webAclArn: "arn:aws:mock:::api-firewall",
      resourceArn: "arn:aws:mock:::api-stage",
    });
  });

  test("has custom domain names, each with a certificate in the right region", () => {
    const certificates = ofType(registered, "aws:acm/certificate:Certificate");
    expect(certificates.map(({ inputs }) => [inputs["domainName"], inputs["region"]]).sort()).toEqual([
      ["api.example.org", undefined],
      ["photos.example.org", "us-east-1"],
    ]);
    expect(only(registered, "aws:apigateway/domainName:DomainName", "api-domain")).toMatchObject({
      domainName: "api.example.org",
      securityPolicy: "TLS_1_2",
      endpointConfiguration: { types: "REGIONAL" },
    });
    expect(only(registered, "aws:cloudfront/distribution:Distribution", "photos-distribution")).toMatchObject(
      {
        aliases: ["photos.example.org"],
        viewerCertificate: { sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" },
      },
    );
    const records = ofType(registered, "aws:route53/record:Record").map(({ inputs }) => [
      inputs["name"],
      inputs["type"],
    ]);
    expect(records.sort()).toEqual([
      ["_proof.example.org", "CNAME"],
      ["_proof.example.org", "CNAME"],
      ["api.example.org", "A"],
      ["one._domainkey.example.org", "CNAME"],
      ["photos.example.org", "A"],
      ["photos.example.org", "AAAA"],
      ["three._domainkey.example.org", "CNAME"],
      ["two._domainkey.example.org", "CNAME"],
    ]);
  });

  test("sends e-mail from its domain, signed with the keys in its hosted zone", () => {
    expect(only(registered, "aws:sesv2/emailIdentity:EmailIdentity", "email-identity")).toMatchObject({
      emailIdentity: "example.org",
    });
    expect(only(registered, "aws:route53/record:Record", "email-dkim-1")).toMatchObject({
      zoneId: "Z0123456789ABC",
      name: "one._domainkey.example.org",
      records: ["one.dkim.amazonses.com"],
    });
  });

  test("answers at its custom domain name only, from the next deployment of the API on", () => {
    expect(only(registered, "aws:apigateway/restApi:RestApi", "api")).toMatchObject({
      disableExecuteApiEndpoint: true,
    });
    expect(only(registered, "aws:apigateway/deployment:Deployment", "api-deployment")).toMatchObject({
      triggers: { endpoint: "disabled" },
    });
  });

  test("keeps the webhook of the chat as a secret, which one function reads", () => {
    const parameter = only(registered, "aws:ssm/parameter:Parameter", "alert-webhook");
    expect(parameter).toMatchObject({ name: "/sjc1990app/dev/alert-webhook", type: "SecureString" });
    expect(isSecret(parameter["value"])).toBe(true);
    const readers = ofType(registered, "aws:lambda/function:Function").filter(({ inputs }) =>
      JSON.stringify(inputs["environment"]).includes("alert-webhook"),
    );
    expect(readers.map(({ name }) => name)).toEqual(["alerts-notify"]);
    const { policy } = only(registered, "aws:iam/rolePolicy:RolePolicy", "alerts-notify-policy");
    const { Statement } = JSON.parse(String(policy)) as { Statement: unknown[] };
    expect(Statement).toContainEqual({
      ...{ Effect: "Allow", Action: ["ssm:GetParameters"] },
      Resource: ["arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app/dev/alert-webhook"],
    });
  });

  test("gives functions the domain name of the photos", () => {
    const variables = ofType(registered, "aws:lambda/function:Function").flatMap(({ inputs }) => {
      const { environment } = inputs as { environment: { variables: Record<string, string> } };
      return "PHOTOS_DOMAIN" in environment.variables ? [environment.variables["PHOTOS_DOMAIN"]] : [];
    });
    expect(variables.length).toBeGreaterThan(3);
    expect(new Set(variables)).toEqual(new Set(["photos.example.org"]));
  });

  test("has execution logs with retention, without requests and responses", () => {
    expect(only(registered, "aws:cloudwatch/logGroup:LogGroup", "api-execution-logs")).toMatchObject({
      name: "API-Gateway-Execution-Logs_api-id/dev",
      retentionInDays: 14,
    });
    const settings = ofType(registered, "aws:apigateway/methodSettings:MethodSettings");
    expect(settings.length).toBeGreaterThan(2);
    for (const { inputs } of settings)
      expect(inputs["settings"]).toMatchObject({
        loggingLevel: "INFO",
        dataTraceEnabled: false,
        metricsEnabled: true,
      });
  });
});

test("a stage without the features has none of their resources", async () => {
  const registered = await program({ "sjc1990app:executionLogs": "none" });
  const types = new Set(registered.map(({ type }) => type.split(":")[1]?.split("/")[0]));
  for (const module of ["wafv2", "acm", "route53"]) expect([...types]).not.toContain(module);
  for (const name of ["api-execution-logs", "alert-webhook"])
    expect(registered.map((resource) => resource.name)).not.toContain(name);
  for (const { inputs } of ofType(registered, "aws:apigateway/methodSettings:MethodSettings"))
    expect(inputs["settings"]).toMatchObject({
      loggingLevel: "OFF",
      dataTraceEnabled: false,
      metricsEnabled: false,
    });
  expect(only(registered, "aws:apigateway/restApi:RestApi", "api")).toMatchObject({
    disableExecuteApiEndpoint: false,
  });
  expect(only(registered, "aws:sesv2/emailIdentity:EmailIdentity", "email-identity")).toMatchObject({
    emailIdentity: "no-reply@example.org",
  });
});

test("a sender outside the hosted zone of the stage is verified by its address", async () => {
  const registered = await program({
    "sjc1990app:emailFrom": "no-reply@example.com",
    "sjc1990app:domains":
      '{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}',
  });
  expect(only(registered, "aws:sesv2/emailIdentity:EmailIdentity", "email-identity")).toMatchObject({
    emailIdentity: "no-reply@example.com",
  });
  expect(registered.map(({ name }) => name)).not.toContain("email-dkim-1");
});

test("a function does not wait until CloudFront has reached its edges", () => {
  expect(only(plain, "aws:cloudfront/distribution:Distribution", "photos-distribution")).toMatchObject({
    waitForDeployment: false,
  });
});

test("the access log has one line of JSON per request, without address, headers, query string and body", () => {
  const { accessLogSettings } = only(plain, "aws:apigateway/stage:Stage", "api-stage") as {
    accessLogSettings: { destinationArn: string; format: string };
  };
  const group = "/aws/apigateway/sjc1990app-api-dev";
  expect(accessLogSettings.destinationArn).toBe(`arn:aws:logs:us-east-1:123456789012:log-group:${group}`);
  expect(only(plain, "aws:cloudwatch/logGroup:LogGroup", "api-access-logs")).toMatchObject({
    name: group,
    retentionInDays: 14,
  });
  const fields = JSON.parse(accessLogSettings.format) as Record<string, string>;
  expect(Object.keys(fields)).toEqual(
    expect.arrayContaining(["requestId", "route", "status", "latencyMs", "userId"]),
  );
  for (const variable of Object.values(fields)) {
    expect(variable).toMatch(/^\$context\.[A-Za-z0-9.]+$/);
    // With the user id, these show where a person is.
    expect(variable).not.toMatch(/identity\.(sourceIp|userAgent)/);
    // These may contain a phone number.
    expect(variable).not.toMatch(
      /\$context\.(path|customDomain|identity\.(apiKey|caller))$|requestOverride|input/,
    );
  }
});

test.each([
  ["true", 30, true],
  ["false", 7, false],
])(
  "with protectData %s, a key has a deletion window of %s days",
  async (protectData, days, deletionProtected) => {
    const registered = await program({ "sjc1990app:protectData": protectData });
    expect(only(registered, "aws:kms/key:Key", "secrets")).toMatchObject({ deletionWindowInDays: days });
    for (const { inputs } of ofType(registered, "aws:dynamodb/table:Table"))
      expect(inputs["deletionProtectionEnabled"]).toBe(deletionProtected);
    const kept = registered.filter(({ protect }) => protect).map(({ type }) => type);
    const lost = [
      "aws:apigateway/restApi:RestApi",
      "aws:cloudfront/distribution:Distribution",
      "aws:dynamodb/table:Table",
      "aws:kms/key:Key",
      "aws:s3/bucket:Bucket",
      "aws:ssm/parameter:Parameter",
    ];
    expect([...new Set(kept)].sort()).toEqual(deletionProtected ? lost : []);
  },
);

test("a stage with health checks calls its public URL on schedule", async () => {
  const registered = await program({
    "sjc1990app:healthCheckMinutes": "15",
    "sjc1990app:domains":
      '{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}',
  });
  expect(only(registered, "aws:scheduler/schedule:Schedule", "health-check")).toMatchObject({
    name: "sjc1990app-health-check-dev",
    scheduleExpression: "rate(15 minutes)",
    target: { arn: "arn:aws:mock:::monitoring-health-check-live" },
  });
  expect(only(registered, "aws:lambda/function:Function", "monitoring-health-check")).toMatchObject({
    environment: { variables: { API_URL: "https://api.example.org" } },
  });
  const without = Object.entries(validConfig).filter(([key]) => key !== "sjc1990app:healthCheckMinutes");
  const silent = await runProgram({ config: Object.fromEntries(without) });
  expect(silent.map(({ name }) => name).filter((name) => name.includes("health-check"))).toEqual([]);
});
