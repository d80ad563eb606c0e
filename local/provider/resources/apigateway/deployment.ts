import {
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  type Deployment,
  GetDeploymentCommand,
  GetStagesCommand,
  UpdateDeploymentCommand,
} from "@aws-sdk/client-api-gateway";
import { UserError } from "../../../../common/errors";
import type { ResourceType, State, Value, Values } from "../resource";
import { described, found, needed, record, replaced, text } from "../shared";
import { notFound } from "./errors";
import { patch } from "./patch";

/**
 * `aws:apigateway/deployment:Deployment`. Its id is that of the deployment; `api/deployment`
 * imports it.
 */
export const deployment: ResourceType = {
  token: "aws:apigateway/deployment:Deployment",
  properties: {
    restApi: replaced,
    description: { default: "" },
    triggers: { replace: true, writeOnly: true },
    variables: { replace: true, writeOnly: true },
  },
  stable: ["createdDate"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const restApiId = needed(inputs, "restApi");
    const response = await client.send(
      new CreateDeploymentCommand({
        restApiId,
        description: text(inputs, "description") ?? "",
        variables: record(inputs, "variables"),
      }),
    );
    return describe(restApiId, response);
  },

  async read(id, context, last) {
    const client = context.clients.apiGateway();
    const { restApiId, deploymentId } = parse(id, last);
    const response = await found(notFound, () =>
      client.send(new GetDeploymentCommand({ restApiId, deploymentId })),
    );
    return response === undefined ? undefined : describe(restApiId, response);
  },

  async update(id, _old, next, _changed, context) {
    const client = context.clients.apiGateway();
    const patchOperations = patch({ description: text(next, "description") ?? "" });
    const target = parse(id, next);
    return describe(
      target.restApiId,
      await client.send(new UpdateDeploymentCommand({ ...target, patchOperations })),
    );
  },

  async delete(id, inputs, context) {
    const client = context.clients.apiGateway();
    const target = parse(id, inputs);
    // AWS rejects this; the emulator would remove the stage's gateway responses.
    const { item: stages } = await client.send(new GetStagesCommand({ restApiId: target.restApiId }));
    const stage = stages?.find(({ deploymentId }) => deploymentId === target.deploymentId);
    if (stage !== undefined) {
      throw new UserError(
        `deployment ${id} is active in stage ${stage.stageName}`,
        "Move the stage to another deployment or remove it first.",
      );
    }
    await client.send(new DeleteDeploymentCommand(target));
  },

  /** Nothing identifies a deployment. One that an interrupted run left behind is deleted with its API. */
  locate: () => Promise.resolve(undefined),
};

function parse(id: string, inputs: Values | undefined): { restApiId: string; deploymentId: string } {
  const [restApiId = "", deploymentId = ""] = id.includes("/")
    ? id.split("/")
    : [text(inputs ?? {}, "restApi"), id];
  return { restApiId, deploymentId };
}

function describe(restApi: string, response: Deployment): State {
  const inputs: Record<string, Value | undefined> = { restApi, description: response.description };
  return described(response.id ?? "", inputs, { createdDate: response.createdDate?.toISOString() });
}
