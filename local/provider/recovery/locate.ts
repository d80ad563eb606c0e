import { readSettings } from "../server/config";
import { Places } from "../server/places";
import { handed } from "../server/provider";
import { ProviderError } from "../server/errors";
import { callerIdentity } from "../server/invoke";
import { getType } from "../resources/registry";
import { Secret, Unknown, type Properties, type PropertyValue } from "../properties/values";
import { signature, signatureKey, type Json, type JsonObject } from "../properties/wire";

/**
 * Finds a resource that an interrupted `up` created but did not record.
 * @param token type of the resource, e.g. `aws:dynamodb/table:Table`.
 * @param inputs its inputs as `pulumi stack export` shows them in `pending_operations`, with or without
 * `--show-secrets`.
 * @param env of the local cloud: `AWS_ENDPOINT_URL`, credentials, `AWS_REGION`.
 * @returns the id to import or delete it by; `undefined` when it was not created.
 * @throws ProviderError when the local cloud does not answer, or does not serve the type.
 */
export async function locateResource(
  token: string,
  inputs: JsonObject,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { settings, failures } = readSettings({}, env);
  if (failures.length > 0) throw new ProviderError(failures.map(({ reason }) => reason).join("\n"));
  const type = getType(token);
  const properties = exported(inputs);
  const place = new Places(settings.connection).of(type, properties);
  const { accountId } = await callerIdentity(place);
  const signal = new AbortController().signal;
  return type.locate(handed(type, properties), { ...place, accountId, signal, warn: () => undefined });
}

/** Inputs from an exported state. An encrypted secret is unknown; no name depends on one. */
function exported(inputs: JsonObject): Properties {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, exportedValue(value)]));
}

function exportedValue(value: Json): PropertyValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(exportedValue);
  if (value[signatureKey] !== signature.secret) return exported(value);
  const { plaintext } = value;
  return typeof plaintext === "string" ? new Secret(exportedValue(JSON.parse(plaintext) as Json)) : Unknown;
}
