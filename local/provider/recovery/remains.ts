import { readSettings } from "../server/config";
import { isNotFound, ProviderError } from "../server/errors";
import { callerIdentity } from "../server/invoke";
import { Places } from "../server/places";
import { findType } from "../resources/registry";
import type { Values } from "../resources/resource";
import { recordOnlyTokens } from "../resources/shared/record-only";

/** A resource as a stack's state names it. */
export interface NamedResource {
  /** Type, e.g. `aws:dynamodb/table:Table`. */
  type: string;
  /** The provider's id. */
  id: string;
  /** Inputs as `pulumi stack export` shows them. */
  inputs: Values;
}

/**
 * Returns those of the resources that exist in the local cloud. Resources that are records only do not.
 * @param env of the local cloud: `AWS_ENDPOINT_URL`, credentials, `AWS_REGION`.
 * @throws ProviderError when the local cloud does not answer.
 */
export async function remaining(
  resources: readonly NamedResource[],
  env: NodeJS.ProcessEnv,
): Promise<NamedResource[]> {
  const { settings, failures } = readSettings({}, env);
  if (failures.length > 0) throw new ProviderError(failures.map(({ reason }) => reason).join("\n"));
  const places = new Places(settings.connection);
  const { accountId } = await callerIdentity(places.in());
  const records = new Set(recordOnlyTokens());
  const found: NamedResource[] = [];
  for (const resource of resources) {
    const { type: token, id, inputs } = resource;
    const type = findType(token);
    if (type === undefined || records.has(token)) continue;
    const signal = new AbortController().signal;
    const context = { ...places.of(type, inputs), accountId, signal, warn: () => undefined };
    try {
      if ((await type.read(id, context, inputs)) !== undefined) found.push(resource);
    } catch (error) {
      if (!isNotFound(error, type.notFound)) throw error;
    }
  }
  return found;
}
