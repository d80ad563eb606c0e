import * as ses from "@aws-sdk/client-sesv2";
import { SendEmailCommand, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["sesv2.EmailIdentity", emailIdentityCases],
  ["sesv2.ConfigurationSet", configurationSetCases],
  ["sesv2.ConfigurationSetEventDestination", eventDestinationCases],
]);

test("e-mail is sent with a configuration set only while that exists", async () => {
  const token = "aws:sesv2/configurationSet:ConfigurationSet";
  const from = "platform@example.org";
  const client = suite.cloud.clients.ses();
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

test("a domain has three DKIM keys, which stay the same", async () => {
  const token = "aws:sesv2/emailIdentity:EmailIdentity";
  const made = await suite.plugin.create(token, "it", { emailIdentity: "dkim.example.org" });
  const keys = made.outputs["dkimSigningAttributes"] as { tokens: string[] };
  expect(new Set(keys.tokens).size).toBe(3);
  await suite.plugin.delete(token, "it", made);
});

/** Cases of the type `EmailIdentity`. */
async function emailIdentityCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.sesV2();
  const address = "no-reply@example.org";
  return ["example.org", address].map((emailIdentity) => ({
    token: "aws:sesv2/emailIdentity:EmailIdentity",
    small: { emailIdentity },
    large: { emailIdentity, configurationSetName: "mail", tags: { owner: "platform" } },
    drift: (id) =>
      client.send(
        new ses.TagResourceCommand({
          ResourceArn: `arn:aws:ses:us-east-1:000000000000:identity/${id}`,
          Tags: [{ Key: "owner", Value: "other" }],
        }),
      ),
    drifted: ["tags.owner"],
    replaced: { emailIdentity: "example.com" },
    unseen: ["configurationSetName"],
  }));
}

/** Cases of the type `ConfigurationSet`. */
async function configurationSetCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.sesV2();
  const configurationSetName = "mail";
  return [
    {
      token: "aws:sesv2/configurationSet:ConfigurationSet",
      small: { configurationSetName },
      large: {
        configurationSetName,
        deliveryOptions: { tlsPolicy: "REQUIRE" },
        reputationOptions: { reputationMetricsEnabled: false },
        sendingOptions: { sendingEnabled: false },
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
        trackingOptions: { customRedirectDomain: "click.example.org", httpsPolicy: "REQUIRE" },
        tags: { owner: "platform" },
      },
      drift: (ConfigurationSetName) =>
        client.send(
          new ses.PutConfigurationSetSendingOptionsCommand({ ConfigurationSetName, SendingEnabled: true }),
        ),
      drifted: ["sendingOptions"],
      replaced: { configurationSetName: "post" },
    },
  ];
}

/** Cases of the type `ConfigurationSetEventDestination`. */
async function eventDestinationCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.sesV2();
  const names = { configurationSetName: "followed", eventDestinationName: "feedback" };
  await client.send(
    new ses.CreateConfigurationSetCommand({ ConfigurationSetName: names.configurationSetName }),
  );
  const destination = (topic: string, more: object = {}) => ({
    matchingEventTypes: ["BOUNCE", "COMPLAINT"],
    snsDestination: { topicArn: `arn:aws:sns:us-east-1:000000000000:${topic}` },
    ...more,
  });
  return [
    {
      token: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
      small: { ...names, eventDestination: destination("feedback") },
      large: { ...names, eventDestination: destination("feedback", { enabled: true }) },
      drift: () =>
        client.send(
          new ses.UpdateConfigurationSetEventDestinationCommand({
            ConfigurationSetName: names.configurationSetName,
            EventDestinationName: names.eventDestinationName,
            EventDestination: {
              Enabled: true,
              MatchingEventTypes: ["BOUNCE"],
              SnsDestination: { TopicArn: "arn:aws:sns:us-east-1:000000000000:other" },
            },
          }),
        ),
      drifted: ["eventDestination.matchingEventTypes[1]", "eventDestination.snsDestination.topicArn"],
      replaced: { configurationSetName: "other", eventDestinationName: "complaints" },
    },
  ];
}
