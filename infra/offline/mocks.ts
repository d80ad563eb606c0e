import * as pulumi from "@pulumi/pulumi";

import { forgetStage } from "../config";
import { validConfig, type OfflineOptions, type Registered } from "./registered";

type Options = Pick<Registered, "aliases" | "dependencies" | "protect" | "replaceOnChanges">;
type Register = NonNullable<ReturnType<typeof pulumi.runtime.getMonitor>>["registerResource"];
type Request = Parameters<Register>;

/** Outputs that AWS chooses, by type, where the program uses them. */
const chosenByAws: Readonly<Record<string, object>> = {
  "aws:sesv2/emailIdentity:EmailIdentity": { dkimSigningAttributes: { tokens: ["one", "two", "three"] } },
  "aws:acm/certificate:Certificate": {
    domainValidationOptions: [
      {
        resourceRecordName: "_proof.example.org",
        resourceRecordType: "CNAME",
        resourceRecordValue: "_proof.acm-validations.aws",
      },
    ],
  },
};

/**
 * Puts the Pulumi runtime in test mode.
 * @returns the list that collects every resource from now on.
 */
export async function mockProgram({
  preview = false,
  config = validConfig,
  stack = "dev",
}: OfflineOptions = {}): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, id, ...args }) {
        const inputs = args.inputs as Record<string, unknown>;
        registered.push({ type, name, inputs, ...optionsOf(`${type}::${name}`) });
        // A preview does not know what AWS will choose.
        if (preview) return { id: undefined, state: inputs };
        const chosen = { arn: `arn:aws:mock:::${name}`, version: "1", ...chosenByAws[type] };
        return { id: id || `${name}-id`, state: { ...chosen, ...inputs } };
      },
      call: ({ token }) => {
        throw new Error(`the program calls ${token}, which has no mock`);
      },
    },
    "sjc1990app",
    stack,
    preview,
  );
  const optionsOf = recordOptions();
  pulumi.runtime.setAllConfig({ ...config });
  forgetStage();
  // The stack, so that transformations can be registered.
  await pulumi.runtime.runInPulumiStack(() => Promise.resolve({}));
  return registered;
}

/**
 * Records the options of resources, which Pulumi's mocks do not show.
 * @returns the options of the resource `<type>::<name>`.
 */
function recordOptions(): (resource: string) => Options {
  const options = new Map<string, Options>();
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("Pulumi is not in test mode");
  const register = monitor.registerResource.bind(monitor) as (...args: Request) => ReturnType<Register>;
  monitor.registerResource = ((...args: Request) => {
    const [request] = args;
    options.set(`${request.getType()}::${request.getName()}`, {
      dependencies: request.getDependenciesList().map(resourceOf),
      protect: request.getProtect() === true,
      replaceOnChanges: request.getReplaceonchangesList(),
      aliases: request
        .getAliasesList()
        .map((alias) => alias.getUrn() || (alias.getSpec()?.getParenturn() ?? "")),
    });
    return register(...args);
  }) as Register;
  return (resource) => {
    const found = options.get(resource);
    if (found === undefined) throw new Error(`${resource} is not registered`);
    return found;
  };
}

/** `urn:pulumi:dev::sjc1990app::<parent type>$<type>::<name>` → `<type>::<name>`. */
function resourceOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${name}`;
}

/** Waits until all resources are registered. */
export async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
}
