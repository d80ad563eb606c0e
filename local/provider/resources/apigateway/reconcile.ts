import {
  type APIGatewayClient,
  CreateAuthorizerCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  DeleteAuthorizerCommand,
  DeleteGatewayResponseCommand,
  DeleteMethodCommand,
  DeleteModelCommand,
  DeleteRequestValidatorCommand,
  DeleteResourceCommand,
  PutGatewayResponseCommand,
  PutMethodCommand,
  UpdateAuthorizerCommand,
  UpdateMethodCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
} from "@aws-sdk/client-api-gateway";
import type { LiveApi } from "./live";
import { type ApiParts, type MethodPart, partChanges, type PartKind } from "./parts";
import { patch } from "./patch";

/** Concurrent calls: enough to hide latency, few enough for the emulator. */
const CONCURRENCY = 8;

/**
 * Changes an API to the wanted parts. Only differences are changed, each method in one call, so that all other methods
 * keep answering. Dependencies are created first and deleted last.
 */
export class Reconciler {
  private readonly restApiId: string;

  constructor(
    private readonly client: APIGatewayClient,
    restApiId: string,
    private readonly live: LiveApi,
    private readonly wanted: ApiParts,
    /** Whether extra parts stay. */
    private readonly merge: boolean,
    private readonly signal: AbortSignal,
  ) {
    this.restApiId = restApiId;
  }

  async run(): Promise<void> {
    await this.each(this.changes("validators").put, (name) => this.putValidator(name));
    await this.each(this.changes("models").put, (name) => this.putModel(name));
    await this.each(this.changes("authorizers").put, (name) => this.putAuthorizer(name));
    for (const path of this.wanted.paths) await this.addResource(path);
    await this.each(this.changes("methods").put, (name) => this.putMethod(name));

    await this.each(this.changes("methods").remove, (name) => this.removeMethod(name));
    if (!this.merge) await this.removeResources();
    await this.each(this.changes("authorizers").remove, (name) => this.removeAuthorizer(name));
    await this.each(this.changes("models").remove, (name) => this.removeModel(name));
    await this.each(this.changes("validators").remove, (name) => this.removeValidator(name));

    await this.each(this.changes("gatewayResponses").put, (type) => this.putGatewayResponse(type));
    await this.each(this.changes("gatewayResponses").remove, (type) => this.removeGatewayResponse(type));
  }

  private changes(kind: PartKind): ReturnType<typeof partChanges> {
    return partChanges(kind, this.wanted, this.live, this.merge);
  }

  private async each(names: string[], work: (name: string) => Promise<void>): Promise<void> {
    const left = [...names];
    const worker = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        this.signal.throwIfAborted();
        await work(name);
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  private async putValidator(name: string): Promise<void> {
    const { restApiId } = this;
    const part = this.wanted.validators[name];
    if (part === undefined) return;
    const requestValidatorId = this.live.validatorIds.get(name);
    if (requestValidatorId !== undefined) {
      const patchOperations = patch({ ...part });
      await this.client.send(
        new UpdateRequestValidatorCommand({ restApiId, requestValidatorId, patchOperations }),
      );
    } else {
      const made = await this.client.send(new CreateRequestValidatorCommand({ restApiId, name, ...part }));
      this.live.validatorIds.set(name, made.id ?? "");
    }
  }

  private async putModel(name: string): Promise<void> {
    const { restApiId } = this;
    const part = this.wanted.models[name];
    if (part === undefined) return;
    const { contentType } = part;
    const description = part.description ?? "";
    const schema = JSON.stringify(part.schema);
    if (name in this.live.models) {
      const patchOperations = patch({ schema, description, contentType });
      await this.client.send(new UpdateModelCommand({ restApiId, modelName: name, patchOperations }));
    } else {
      await this.client.send(new CreateModelCommand({ restApiId, name, contentType, description, schema }));
    }
  }

  private async putAuthorizer(name: string): Promise<void> {
    const { restApiId } = this;
    const part = this.wanted.authorizers[name];
    if (part === undefined) return;
    // Without one the emulator would take the Authorization header.
    const identitySource = part.identitySource ?? "";
    const authorizerId = this.live.authorizerIds.get(name);
    if (authorizerId !== undefined) {
      const patchOperations = patch({ ...part, identitySource });
      await this.client.send(new UpdateAuthorizerCommand({ restApiId, authorizerId, patchOperations }));
    } else {
      const type = part.type as "REQUEST";
      const made = await this.client.send(
        new CreateAuthorizerCommand({ restApiId, name, ...part, type, identitySource }),
      );
      this.live.authorizerIds.set(name, made.id ?? "");
    }
  }

  private async addResource(path: string): Promise<void> {
    if (this.live.resourceIds.has(path)) return;
    this.signal.throwIfAborted();
    const cut = path.lastIndexOf("/");
    const parentId = this.live.resourceIds.get(path.slice(0, cut) || "/");
    const { restApiId } = this;
    const made = await this.client.send(
      new CreateResourceCommand({ restApiId, parentId, pathPart: path.slice(cut + 1) }),
    );
    this.live.resourceIds.set(path, made.id ?? "");
  }

  /** Sets the whole method in one call, so that it answers in the old or the new way at any time. */
  private async putMethod(name: string): Promise<void> {
    const part = this.wanted.methods[name];
    if (part === undefined) return;
    const target = this.methodTarget(name);
    if (!(name in this.live.methods)) {
      const { authorizationType } = part;
      await this.client.send(new PutMethodCommand({ ...target, authorizationType }));
    }
    const patchOperations = patch(this.methodFields(part, target.resourceId));
    await this.client.send(new UpdateMethodCommand({ ...target, patchOperations }));
  }

  private methodTarget(name: string): { restApiId: string; resourceId: string; httpMethod: string } {
    const [httpMethod = "", path = ""] = name.split(" ");
    return { restApiId: this.restApiId, resourceId: this.live.resourceIds.get(path) ?? "", httpMethod };
  }

  private methodFields(part: MethodPart, resourceId: string): Record<string, unknown> {
    const { authorizer, validator, responses, integration, operationName = "", ...rest } = part;
    return {
      ...rest,
      operationName,
      authorizerId: authorizer === undefined ? undefined : this.live.authorizerIds.get(authorizer),
      requestValidatorId: validator === undefined ? undefined : this.live.validatorIds.get(validator),
      methodResponses: withStatusCodes(responses),
      methodIntegration: integration && {
        ...integration,
        responses: undefined,
        cacheNamespace: resourceId,
        integrationResponses: withStatusCodes(integration.responses),
      },
    };
  }

  private async removeMethod(name: string): Promise<void> {
    await this.client.send(new DeleteMethodCommand(this.methodTarget(name)));
  }

  private async removeResources(): Promise<void> {
    const wanted = new Set(this.wanted.paths);
    const gone = this.live.paths.filter((path) => !wanted.has(path));
    for (const path of gone.sort((a, b) => b.length - a.length)) {
      this.signal.throwIfAborted();
      const resourceId = this.live.resourceIds.get(path);
      await this.client.send(new DeleteResourceCommand({ restApiId: this.restApiId, resourceId }));
    }
  }

  private async removeAuthorizer(name: string): Promise<void> {
    const authorizerId = this.live.authorizerIds.get(name);
    await this.client.send(new DeleteAuthorizerCommand({ restApiId: this.restApiId, authorizerId }));
  }

  private async removeModel(modelName: string): Promise<void> {
    await this.client.send(new DeleteModelCommand({ restApiId: this.restApiId, modelName }));
  }

  private async removeValidator(name: string): Promise<void> {
    const requestValidatorId = this.live.validatorIds.get(name);
    await this.client.send(
      new DeleteRequestValidatorCommand({ restApiId: this.restApiId, requestValidatorId }),
    );
  }

  private async putGatewayResponse(type: string): Promise<void> {
    const part = this.wanted.gatewayResponses[type];
    if (part === undefined) return;
    const responseType = type as "DEFAULT_4XX";
    await this.client.send(
      new PutGatewayResponseCommand({ restApiId: this.restApiId, responseType, ...part }),
    );
  }

  private async removeGatewayResponse(type: string): Promise<void> {
    const responseType = type as "DEFAULT_4XX";
    await this.client.send(new DeleteGatewayResponseCommand({ restApiId: this.restApiId, responseType }));
  }
}

const withStatusCodes = <T extends object>(
  responses: Record<string, T>,
): Record<string, T & { statusCode: string }> =>
  Object.fromEntries(
    Object.entries(responses).map(([statusCode, response]) => [statusCode, { statusCode, ...response }]),
  );
