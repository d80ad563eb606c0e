import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendEmailCommand, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { queueUrl } from "../../infra/lib/names";
import { withoutTlsRule } from "./resources/s3-bucket-policy";
import {
  cachePolicyCases,
  distributionCases,
  originAccessControlCases,
  responseHeadersPolicyCases,
} from "./testing/cases/cloudfront";
import { bucketCases, bucketSettingCases } from "./testing/cases/s3";
import { scheduleCases } from "./testing/cases/scheduler";
import { configurationSetCases, emailIdentityCases, eventDestinationCases } from "./testing/cases/sesv2";
import { startSuite, testLifecycles } from "./testing/suite";

jest.setTimeout(120_000);

const suite = startSuite(4840);

testLifecycles(suite, [
  ["s3.Bucket", bucketCases],
  ["s3.BucketVersioning and the like", bucketSettingCases],
  ["cloudfront.CachePolicy", cachePolicyCases],
  ["cloudfront.Distribution", distributionCases],
  ["cloudfront.OriginAccessControl", originAccessControlCases],
  ["cloudfront.ResponseHeadersPolicy", responseHeadersPolicyCases],
  ["scheduler.Schedule", scheduleCases],
  ["sesv2.EmailIdentity", emailIdentityCases],
  ["sesv2.ConfigurationSet", configurationSetCases],
  ["sesv2.ConfigurationSetEventDestination", eventDestinationCases],
]);

test.each([
  ["a rule of its own", { "aws:SecureTransport": "false" }, 1],
  ["one about something else", { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" }, 2],
])("of a bucket's policy %s is kept from a cloud without TLS", (_name, Bool, kept) => {
  const rule = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: { Bool } };
  const other = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
  const put = withoutTlsRule(JSON.stringify({ Statement: [rule, other] })) ?? "";
  expect((JSON.parse(put) as { Statement: unknown[] }).Statement).toHaveLength(kept);
});

test("a policy with a rule on TLS alone is none to a cloud without TLS", () => {
  const rule = { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": ["false"] } } };
  expect(withoutTlsRule(JSON.stringify({ Statement: rule }))).toBeUndefined();
});

test("a bucket goes with all that is in it, when it may", async () => {
  const token = "aws:s3/bucket:Bucket";
  const bucket = `full-${randomUUID()}`;
  const made = await suite.plugin.create(token, "it", { bucket });
  const client = await suite.cloud.clients.s3();
  await client.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  for (const Body of ["first", "second"]) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: "photo", Body }));
  }
  await expect(suite.plugin.delete(token, "it", made)).rejects.toThrow("BucketNotEmpty");
  const forced = await suite.plugin.update(token, "it", made, { bucket, forceDestroy: true });
  await suite.plugin.delete(token, "it", forced);
  expect(await suite.plugin.read(token, "it", bucket, forced)).toBeUndefined();
});

test("e-mail is sent with a configuration set by either version of the API, while there is one", async () => {
  const token = "aws:sesv2/configurationSet:ConfigurationSet";
  const from = "platform@example.org";
  const client = await suite.cloud.clients.ses();
  await client.send(new VerifyEmailIdentityCommand({ EmailAddress: from }));
  const send = () =>
    client.send(
      new SendEmailCommand({
        Source: from,
        Destination: { ToAddresses: ["chan@example.org"] },
        Message: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } },
        ConfigurationSetName: "sent-with",
      }),
    );
  const made = await suite.plugin.create(token, "it", { configurationSetName: "sent-with" });
  expect((await send()).MessageId).toMatch(/./);
  await suite.plugin.delete(token, "it", made);
  await expect(send()).rejects.toThrow("does not exist");
});

test("a private bucket is shown by the distribution that may read it, over TLS", async () => {
  const bucket = `shown-${randomUUID()}`;
  const client = await suite.cloud.clients.s3();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "profiles/a.png", Body: "a photo" }));
  const access = await suite.plugin.create("aws:cloudfront/originAccessControl:OriginAccessControl", "it", {
    name: bucket,
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const distribution = await suite.plugin.create("aws:cloudfront/distribution:Distribution", "it", {
    enabled: true,
    origins: [
      {
        originId: "bucket",
        domainName: `${bucket}.s3.us-east-1.amazonaws.com`,
        originAccessControlId: access.id,
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: "bucket",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  });
  const host = distribution.outputs["domainName"] as string;
  const fetched = (headers: Record<string, string>) => get("/profiles/a.png", { host, ...headers });
  const tls = { "x-forwarded-proto": "https" };
  expect(await fetched(tls)).toMatchObject({ status: 403 });
  await suite.plugin.create("aws:s3/bucketPolicy:BucketPolicy", "it", {
    bucket,
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${bucket}/profiles/*`,
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::000000000000:distribution/*" } },
        },
      ],
    }),
  });
  expect(await fetched(tls)).toEqual({ status: 200, body: "a photo" });
  expect(await fetched({})).toMatchObject({ status: 403 });
});

test("a queue is found by the URL that functions are given", async () => {
  const client = await suite.cloud.clients.sqs();
  await client.send(new CreateQueueCommand({ QueueName: "erasure" }));
  const place = { stage: "local", region: "us-east-1", accountId: "000000000000" };
  const QueueUrl = queueUrl("erasure", place);
  const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  expect(sent.MessageId).toBeDefined();
});

/** Asks the emulator for a path, under another host's name. */
function get(path: string, headers: Record<string, string>): Promise<{ status?: number; body: string }> {
  const url = new URL(path, suite.cloud.env["AWS_ENDPOINT_URL"]);
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    })
      .on("error", reject)
      .end();
  });
}
