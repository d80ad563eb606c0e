import * as v1 from "@aws-sdk/client-ses";
import {
  CreateConfigurationSetCommand,
  type CreateConfigurationSetRequest,
  DeleteConfigurationSetCommand,
  GetConfigurationSetCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetTrackingOptionsCommand,
  type SESv2Client,
} from "@aws-sdk/client-sesv2";
import type { Context, ResourceType, State, Values } from "../resource";
import { finish, found, fromApi, needed, type Shape, tagList, tags, toApi } from "../shared";
import { arnOf, setTags, tagsOf } from "./tags";

const notFound = ["NotFoundException"];

const shape: Shape = {
  configurationSetName: { replace: true, required: true },
  deliveryOptions: {
    of: { tlsPolicy: { default: "OPTIONAL" }, sendingPoolName: {}, maxDeliverySeconds: {} },
  },
  // The service's defaults.
  reputationOptions: { of: { reputationMetricsEnabled: { default: true } } },
  sendingOptions: { of: { sendingEnabled: { default: true } } },
  suppressionOptions: { of: { suppressedReasons: { set: true } } },
  trackingOptions: { of: { customRedirectDomain: { required: true }, httpsPolicy: {} } },
};

/** A configuration set. Its id is its name. */
export const configurationSet: ResourceType = {
  token: "aws:sesv2/configurationSet:ConfigurationSet",
  properties: { ...shape, tags },
  stable: ["arn"],
  identity: ["configurationSetName"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.sesV2();
    const request = toApi(inputs, shape) as CreateConfigurationSetRequest;
    await client.send(new CreateConfigurationSetCommand({ ...request, Tags: tagList(inputs) }));
    return finish(
      () => read(needed(inputs, "configurationSetName"), context),
      () => listForV1(needed(inputs, "configurationSetName"), context),
    );
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.sesV2();
    return finish(
      () => read(id, context),
      ...Object.entries(puts)
        .filter(([name]) => changed.has(name))
        .map(
          ([, put]) =>
            () =>
              put(client, id, next),
        ),
      () =>
        changed.has("tags") ? setTags(client, arnOf("configuration-set", id, context), old, next) : undefined,
    );
  },

  async delete(id, _inputs, { clients }) {
    const client = clients.sesV2();
    await client.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: id }));
    const old = clients.ses();
    await found(["ConfigurationSetDoesNotExist", "ConfigurationSetDoesNotExistException"], () =>
      old.send(new v1.DeleteConfigurationSetCommand({ ConfigurationSetName: id })),
    );
  },

  async locate(inputs, context) {
    return (await read(needed(inputs, "configurationSetName"), context))?.id;
  },
};

/**
 * The emulator has a list of configuration sets for each version of the SES API, and rejects mail sent with version 1 and a
 * set of version 2. So the set is created in both.
 */
async function listForV1(Name: string, { clients }: Context): Promise<void> {
  const client = clients.ses();
  await found(["ConfigurationSetAlreadyExists", "ConfigurationSetAlreadyExistsException"], () =>
    client.send(new v1.CreateConfigurationSetCommand({ ConfigurationSet: { Name } })),
  );
}

/** The calls for each group of options. Options that are left out are cleared. */
const puts: Record<string, (client: SESv2Client, id: string, next: Values) => Promise<unknown>> = {
  deliveryOptions: (client, ConfigurationSetName, next) => {
    const { DeliveryOptions } = requestOf(next);
    return client.send(
      new PutConfigurationSetDeliveryOptionsCommand({ ConfigurationSetName, ...DeliveryOptions }),
    );
  },
  reputationOptions: (client, ConfigurationSetName, next) => {
    const ReputationMetricsEnabled = requestOf(next).ReputationOptions?.ReputationMetricsEnabled ?? true;
    return client.send(
      new PutConfigurationSetReputationOptionsCommand({ ConfigurationSetName, ReputationMetricsEnabled }),
    );
  },
  sendingOptions: (client, ConfigurationSetName, next) => {
    const SendingEnabled = requestOf(next).SendingOptions?.SendingEnabled ?? true;
    return client.send(
      new PutConfigurationSetSendingOptionsCommand({ ConfigurationSetName, SendingEnabled }),
    );
  },
  suppressionOptions: (client, ConfigurationSetName, next) => {
    const SuppressedReasons = requestOf(next).SuppressionOptions?.SuppressedReasons;
    return client.send(
      new PutConfigurationSetSuppressionOptionsCommand({ ConfigurationSetName, SuppressedReasons }),
    );
  },
  trackingOptions: (client, ConfigurationSetName, next) => {
    const { TrackingOptions } = requestOf(next);
    return client.send(
      new PutConfigurationSetTrackingOptionsCommand({ ConfigurationSetName, ...TrackingOptions }),
    );
  },
};

const requestOf = (inputs: Values): CreateConfigurationSetRequest =>
  toApi(inputs, shape) as CreateConfigurationSetRequest;

async function read(id: string, context: Context): Promise<State | undefined> {
  const client = context.clients.sesV2();
  const ask = new GetConfigurationSetCommand({ ConfigurationSetName: id });
  const response = await found(notFound, () => client.send(ask));
  if (response === undefined) return undefined;
  const arn = arnOf("configuration-set", id, context);
  return { id, inputs: { ...fromApi(response, shape), tags: await tagsOf(client, arn) }, outputs: { arn } };
}
