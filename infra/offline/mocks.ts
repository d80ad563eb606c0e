import * as pulumi from "@pulumi/pulumi";

import { forgetStage } from "../config";
import { validConfig, type OfflineOptions, type Registered } from "./registered";

/** Outputs that AWS chooses, by type, where the program uses them. */
const chosenByAws: Readonly<Record<string, object>> = {
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
        registered.push({ type, name, inputs });
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
  pulumi.runtime.setAllConfig({ ...config });
  forgetStage();
  // The stack, so that transformations can be registered.
  await pulumi.runtime.runInPulumiStack(() => Promise.resolve({}));
  return registered;
}

/** Waits until all resources are registered. */
export async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
}
