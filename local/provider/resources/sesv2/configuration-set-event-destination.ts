import {
  CreateConfigurationSetEventDestinationCommand,
  DeleteConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
  GetConfigurationSetEventDestinationsCommand,
  UpdateConfigurationSetEventDestinationCommand,
} from "@aws-sdk/client-sesv2";
import type { Context, ResourceType, State, Values } from "../resource";
import { finish, found, fromApi, needed, object, type Shape, toApi } from "../shared";

const notFound = ["NotFoundException"];

const destination: Shape = {
  enabled: { default: false },
  matchingEventTypes: { set: true, required: true },
  snsDestination: { of: { topicArn: { required: true } } },
  eventBridgeDestination: { of: { eventBusArn: { required: true } } },
  cloudWatchDestination: {
    of: {
      dimensionConfigurations: {
        required: true,
        of: {
          defaultDimensionValue: { required: true },
          dimensionName: { required: true },
          dimensionValueSource: { required: true },
        },
      },
    },
  },
};

/** Where SES sends delivery events. Its id is `<configuration set>|<name>`. The emulator sends none. */
export const eventDestination: ResourceType = {
  token: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  properties: {
    configurationSetName: { replace: true, required: true },
    eventDestinationName: { replace: true, required: true },
    eventDestination: { required: true, of: destination },
  },
  stable: [],
  identity: ["configurationSetName", "eventDestinationName"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.sesV2();
    await client.send(new CreateConfigurationSetEventDestinationCommand(requestOf(inputs)));
    return finish(() => read(idOf(inputs), context));
  },

  read,

  async update(id, _old, next, _changed, context) {
    const client = context.clients.sesV2();
    await client.send(new UpdateConfigurationSetEventDestinationCommand(requestOf(next)));
    return finish(() => read(id, context));
  },

  async delete(_id, inputs, { clients }) {
    const { EventDestination: _all, ...target } = requestOf(inputs);
    await clients.sesV2().send(new DeleteConfigurationSetEventDestinationCommand(target));
  },

  async locate(inputs, context) {
    return (await read(idOf(inputs), context))?.id;
  },
};

const idOf = (inputs: Values): string =>
  `${needed(inputs, "configurationSetName")}|${needed(inputs, "eventDestinationName")}`;

const requestOf = (inputs: Values) => ({
  ConfigurationSetName: needed(inputs, "configurationSetName"),
  EventDestinationName: needed(inputs, "eventDestinationName"),
  EventDestination: toApi(object(inputs, "eventDestination"), destination) as EventDestinationDefinition,
});

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.sesV2();
  const [configurationSetName = "", eventDestinationName = ""] = id.split("|");
  const ask = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: configurationSetName });
  const response = await found(notFound, () => client.send(ask));
  const it = response?.EventDestinations?.find(({ Name }) => Name === eventDestinationName);
  if (it === undefined) return undefined;
  const inputs = { configurationSetName, eventDestinationName, eventDestination: fromApi(it, destination) };
  return { id, inputs, outputs: {} };
}
