import * as ses from "@aws-sdk/client-sesv2";
import type { Clients } from "../../clients";
import type { Lifecycle } from "../lifecycle";

/** Cases of the type `EmailIdentity`. */
export async function emailIdentityCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.sesV2();
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
export async function configurationSetCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.sesV2();
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
