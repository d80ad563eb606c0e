import { satisfies } from "semver";

/**
 * The Pulumi CLI that this project is tested with, and the oldest one accepted from PATH. Any newer 3.x is accepted.
 *
 * To raise it: `go list -m -versions github.com/pulumi/pulumi/pkg/v3` lists what the Go module proxy serves. Then
 *   1. set this constant, and the version in .github/actions/aws/action.yml;
 *   2. in local/engine: `go get github.com/pulumi/pulumi/pkg/v3@v<version> github.com/pulumi/pulumi/sdk/v3@v<version>`
 *      and `go mod tidy`. Both modules must be of the same release, or they do not compile together;
 *   3. `npx jest local/engine`: engine.test.ts builds the CLI and runs a program and a policy pack with it.
 * Keep an eye on the build time: a cold `npm start` on two cores must stay within six minutes.
 *
 * The npm SDK (`@pulumi/pulumi` in package.json) is raised on its own; its minor version may differ from the CLI's.
 */
export const pulumiVersion = "3.248.0";

/** Whether a CLI of version `found` can be used in place of `wanted`: the same major version, and not older. */
export function isAtLeast(found: string, wanted: string): boolean {
  return satisfies(found, `^${wanted}`, { includePrerelease: true });
}
