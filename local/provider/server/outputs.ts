import { canonical, free, pruned, same } from "../properties/canonical";
import { isRegional } from "../resources/registry";
import {
  Archive,
  Asset,
  type Context,
  type ResourceType,
  type State,
  type Values,
} from "../resources/resource";
import {
  hasSecret,
  isInternal,
  isObject,
  Secret,
  Unknown,
  type Properties,
  type PropertyValue,
} from "../properties/values";

/**
 * Live inputs as the program would write them: equal values stay as last written, different ones take the live value,
 * and properties that the program does not set appear only if they differ from the service's default.
 * Without `last` (import) these are the inputs that would create such a resource.
 */
export function liveInputs(type: ResourceType, last: Properties, live: Values): Properties {
  const inputs: Properties = {};
  for (const [name, value] of Object.entries(last)) {
    if (isInternal(name) || !(name in type.properties)) inputs[name] = value;
  }
  for (const [name, property] of Object.entries(type.properties)) {
    const [was, is] = [last[name], live[name]];
    if (was !== undefined && (property.writeOnly || same(was, is, property))) inputs[name] = was;
    else if (
      is !== undefined &&
      is !== null &&
      (was !== undefined || canonical(is, property) !== undefined)
    ) {
      const value = pruned(is, property);
      inputs[name] = property.secret || hasSecret(was) ? new Secret(value) : value;
    }
  }
  return inputs;
}

/**
 * Outputs: every input as the service has it (written as in the program where equal), and the type's own outputs. Secret
 * if the input of that name is, if the type says so, or if they contain a secret text. `written` are the inputs whose
 * write-only part the service has now.
 */
export function outputsOf(
  type: ResourceType,
  inputs: Properties,
  state: State,
  context: Pick<Context, "region">,
  written: Properties = inputs,
): Properties {
  const outputs: Properties = {};
  for (const [name, property] of Object.entries(type.properties)) {
    const [given, live] = [inputs[name], state.inputs[name]];
    if (property.writeOnly) {
      if (written[name] !== undefined) outputs[name] = written[name];
    } else if (given !== undefined && same(given, live, property)) outputs[name] = given;
    else if (live !== undefined && live !== null) {
      outputs[name] = property.secret || hasSecret(given) ? new Secret(live) : live;
    }
  }
  for (const [name, value] of Object.entries(state.outputs)) {
    if (value !== null && !(name in outputs)) outputs[name] = value;
  }
  if ("tags" in type.properties) outputs["tagsAll"] ??= outputs["tags"] ?? {};
  if (isRegional(type)) outputs["region"] ??= context.region;
  return withSecrets(type, outputs, inputs);
}

function withSecrets(type: ResourceType, outputs: Properties, inputs: Properties): Properties {
  const texts = Object.values(inputs).flatMap((value) => secretTexts(value));
  for (const [name, value] of Object.entries(outputs)) {
    if (hasSecret(value) || value instanceof Asset || value instanceof Archive) continue;
    const shown = JSON.stringify(value);
    const reveals = texts.some((text) => shown.includes(JSON.stringify(text).slice(1, -1)));
    if (type.secretOutputs?.includes(name) || reveals) outputs[name] = new Secret(value);
  }
  return outputs;
}

/** Secret strings in a value. Strings shorter than four characters would match everywhere. */
function secretTexts(value: PropertyValue, inSecret = false): string[] {
  if (value instanceof Secret) return secretTexts(value.value, true);
  if (typeof value === "string") return inSecret && value.length >= 4 ? [value] : [];
  if (!Array.isArray(value) && !isObject(value)) return [];
  return Object.values(value).flatMap((item) => secretTexts(item, inSecret));
}

/** Outputs in the preview of a creation: the known inputs. The engine treats all others as unknown. */
export function previewOfCreate(
  type: ResourceType,
  inputs: Properties,
  context: Pick<Context, "region">,
): Properties {
  const state: State = { id: "", inputs: {}, outputs: {} };
  const outputs = outputsOf(type, {}, state, context);
  for (const [name, value] of Object.entries(inputs)) if (!isInternal(name)) outputs[name] = value;
  if ("tags" in type.properties) outputs["tagsAll"] = inputs["tags"] ?? {};
  return outputs;
}

/** Names of the outputs that do not change with these inputs. */
export const stableOutputs = (type: ResourceType, changed: ReadonlySet<string>): readonly string[] => [
  ...type.stable,
  ...(type.stableWhile?.(changed) ?? []),
];

/** Outputs in the preview of an update: new inputs and stable outputs; all others are unknown. */
export function previewOfUpdate(
  type: ResourceType,
  old: Properties,
  next: Properties,
  changed: ReadonlySet<string>,
): Properties {
  const outputs: Properties = {};
  const stable = stableOutputs(type, changed);
  for (const [name, value] of Object.entries(old)) {
    const property = type.properties[name];
    // A value that the service chose may change with the update, unless it is the default.
    const assumed = property !== undefined && !changed.has(name) && canonical(value, property) === undefined;
    outputs[name] = assumed || stable.includes(name) || name === "region" ? value : Unknown;
  }
  for (const [name, value] of Object.entries(next)) if (!isInternal(name)) outputs[name] = value;
  for (const name of changed) if (!(name in next)) outputs[name] = Unknown;
  if ("tags" in type.properties) outputs["tagsAll"] = next["tags"] ?? {};
  return outputs;
}

/**
 * The inputs that the service has. After a failed step these are in the outputs; the recorded inputs are what the program
 * asked for.
 */
export function appliedInputs(type: ResourceType, inputs: Properties, outputs: Properties): Properties {
  const applied: Properties = { ...inputs };
  for (const [name, asked] of Object.entries(inputs)) {
    const property = type.properties[name] ?? free;
    if (isInternal(name) || !(name in type.properties) || same(asked, outputs[name], property)) continue;
    const value = outputs[name];
    if (value === undefined) delete applied[name];
    else applied[name] = value;
  }
  return applied;
}
