import { readSettings } from "../server/config";
import { connect } from "../clients/connect";
import { ProviderError } from "../server/errors";
import { callerIdentity } from "../server/invoke";
import { getType, isRegional } from "../resources/registry";
import { plainProperties, Secret, Unknown, type Properties, type PropertyValue } from "../properties/values";
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
  const { region: own, ...rest } = plainProperties(exported(inputs));
  const region = isRegional(type) && typeof own === "string" ? own : settings.connection.region;
  const context = { clients: connect({ ...settings.connection, region }), region };
  const { accountId } = await callerIdentity(context);
  const known = own !== undefined && "region" in type.properties ? { ...rest, region: own } : rest;
  return type.locate(known, {
    ...context,
    accountId,
    signal: new AbortController().signal,
    warn: () => undefined,
  });
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
