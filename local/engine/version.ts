/**
 * The Pulumi CLI that this project is built and tested with, and the least one accepted from PATH.
 *
 * The npm SDK and the CLI are raised together, in one change:
 *   1. set this constant and `@pulumi/pulumi` in package.json to the new version, then `npm install`;
 *   2. in local/engine: `go get github.com/pulumi/pulumi/pkg/v3@v<version> github.com/pulumi/pulumi/sdk/v3@v<version>`
 *      and `go mod tidy`. Both modules must be of the same release, or they do not compile together;
 *   3. `npm test`: version.test.ts shows that all places agree, engine.test.ts that the built CLI runs a program.
 */
export const pulumiVersion = "3.230.0";

/** The parts of a version such as `v3.230.0-alpha.1+dirty`, or `undefined` when the text is none. */
function parse(text: string): { numbers: [number, number, number]; prerelease: boolean } | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-[^+]+)?/.exec(text.trim());
  if (!match) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    prerelease: match[4] !== undefined,
  };
}

/** Whether a CLI of version `found` can stand in for `wanted`: the same major version, and not older. */
export function isAtLeast(found: string, wanted: string): boolean {
  const [a, b] = [parse(found), parse(wanted)];
  if (a === undefined || b === undefined) return false;
  if (a.numbers[0] !== b.numbers[0]) return false;
  const difference = a.numbers[1] - b.numbers[1] || a.numbers[2] - b.numbers[2];
  return difference > 0 || (difference === 0 && (!a.prerelease || b.prerelease));
}
