import { parameterName } from "../../infra/lib/names";
import { settings } from "../../infra/settings";
import type { DeployedKeys } from "./rotation";
import type { StackExport, StateResource } from "./workspace";

/** Whether a state has resources of a cloud, besides the stack, components and providers. */
export function hasResources({ resources, pending }: StackExport): boolean {
  return (
    pending || resources.some(({ type, custom }) => custom === true && !type.startsWith("pulumi:providers:"))
  );
}

/** The keys that a stage is deployed with. @param state with decrypted secrets. */
export function deployedKeys({ resources }: StackExport, stage: string): DeployedKeys | undefined {
  const name = parameterName("jwt", { stage });
  const isJwt = ({ type, inputs }: StateResource) =>
    type === "aws:ssm/parameter:Parameter" && inputs?.["name"] === name;
  const { inputs, modified } = resources.find(isJwt) ?? {};
  const text = plaintext(inputs?.["value"]);
  if (text === undefined || modified === undefined) return undefined;
  return { keys: settings.jwtSecrets.schema.parse(JSON.parse(text)), at: Date.parse(modified) };
}

/** A decrypted secret in a state is an object with the value, as JSON, in `plaintext`. */
function plaintext(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { plaintext: json } = (value ?? {}) as { plaintext?: string };
  return json === undefined ? undefined : (JSON.parse(json) as string);
}
