import { resourceTypes } from "../resources";

const anything = { $ref: "pulumi.json#/Any" };

/** The Pulumi schema of the served types, as far as `pulumi import` and `pulumi about` need it. */
export function schema(version: string): string {
  const resources = resourceTypes.map(({ token, properties, stable }) => {
    const inputProperties = Object.fromEntries(
      Object.entries(properties).map(([name, { secret }]) => [
        name,
        secret ? { ...anything, secret } : anything,
      ]),
    );
    const outputs = Object.fromEntries(stable.map((name) => [name, anything]));
    const requiredInputs = Object.entries(properties).flatMap(([name, { required }]) =>
      required ? [name] : [],
    );
    return [
      token,
      { inputProperties, requiredInputs, properties: { ...inputProperties, ...outputs } },
    ] as const;
  });
  return JSON.stringify({
    name: "aws",
    version,
    description: "The AWS resource types that the local cloud serves.",
    meta: { moduleFormat: "(.*)(?:/[^/]*)" },
    language: { nodejs: { packageName: "@pulumi/aws" } },
    resources: Object.fromEntries(resources),
  });
}
