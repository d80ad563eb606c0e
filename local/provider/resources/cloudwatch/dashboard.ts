import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import type { Context, ResourceType, State } from "../resource";
import { finish, found, needed } from "../shared";

const notFound = ["ResourceNotFound", "DashboardNotFoundError", "ResourceNotFoundException"];

/** A dashboard. Its id is its name. */
export const dashboard: ResourceType = {
  token: "aws:cloudwatch/dashboard:Dashboard",
  properties: {
    dashboardName: { replace: true, required: true },
    dashboardBody: { json: true, required: true },
  },
  stable: ["dashboardArn"],
  identity: ["dashboardName"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.cloudWatch();
    const [DashboardName, DashboardBody] = [needed(inputs, "dashboardName"), needed(inputs, "dashboardBody")];
    await client.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
    return finish(() => read(DashboardName, context));
  },

  read,
  update: (_id, _old, next, _changed, context) => dashboard.create(next, context),

  async delete(id, _inputs, { clients }) {
    await clients.cloudWatch().send(new DeleteDashboardsCommand({ DashboardNames: [id] }));
  },

  async locate(inputs, context) {
    return (await read(needed(inputs, "dashboardName"), context))?.id;
  },
};

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.cloudWatch();
  const response = await found(notFound, () => client.send(new GetDashboardCommand({ DashboardName: id })));
  if (response?.DashboardBody === undefined) return undefined;
  return {
    id,
    inputs: { dashboardName: id, dashboardBody: response.DashboardBody },
    outputs: { dashboardArn: response.DashboardArn ?? "" },
  };
}
