import * as fs from "node:fs";
import * as path from "node:path";
import { major } from "semver";
import { repoRoot } from "../../common/paths";
import { isAtLeast, pulumiVersion } from "./version";

describe("the pinned version", () => {
  const goMod = fs.readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const manifest = JSON.parse(fs.readFileSync(path.join(repoRoot, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };

  test("is of the same major version as the npm SDK", () => {
    expect(major(manifest.dependencies["@pulumi/pulumi"] ?? "")).toBe(major(pulumiVersion));
  });

  test.each(["pkg", "sdk"])("is that of the Go module %s", (module) => {
    const found = new RegExp(`github\\.com/pulumi/pulumi/${module}/v3 v(\\S+)`).exec(goMod)?.[1];
    expect(found).toBe(pulumiVersion);
  });
});

test.each([
  ["3.230.0", true],
  ["v3.230.0", true],
  ["v3.230.1", true],
  ["3.231.0-alpha.1+dirty", true],
  ["3.1000.0", true],
  ["3.229.9", false],
  ["3.230.0-alpha.1", false],
  ["2.999.0", false],
  ["4.0.0", false],
  ["", false],
  ["command not found", false],
])("a CLI of version %p can be used for 3.230.0: %p", (found, fit) => {
  expect(isAtLeast(found, "3.230.0")).toBe(fit);
});
