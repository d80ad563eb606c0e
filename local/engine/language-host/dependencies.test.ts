import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { about, packageRoot, programDependencies } from "./dependencies";

let root: string;
beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), "dependencies-"))));
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(file: string, content: unknown): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), JSON.stringify(content));
}

function list(transitive: boolean): Record<string, string> {
  const { dependenciesList } = programDependencies(path.join(root, "infra"), transitive).toObject();
  return Object.fromEntries(dependenciesList.map(({ name, version }) => [name, version]));
}

test("names what is installed, found from a folder below package.json", () => {
  write("package.json", {
    dependencies: { a: "^1.0.0", gone: "^3.0.0" },
    devDependencies: { "@s/b": "2.x" },
  });
  write("infra/index.json", {});
  write("node_modules/a/package.json", { version: "1.2.3" });
  write("node_modules/@s/b/package.json", { version: "2.0.1" });
  write("package-lock.json", {
    packages: {
      "": { version: "0" },
      "node_modules/a": { version: "1.2.3" },
      "node_modules/c": { version: "4.5.6" },
    },
  });
  expect(packageRoot(path.join(root, "infra"))).toBe(root);
  expect(list(false)).toEqual({ a: "1.2.3", "@s/b": "2.0.1", gone: "^3.0.0" });
  expect(list(true)).toEqual({ a: "1.2.3", "@s/b": "2.0.1", gone: "^3.0.0", c: "4.5.6" });
});

test("about names this Node", () => {
  const response = about(undefined);
  expect([response.getExecutable(), response.getVersion()]).toEqual([process.execPath, process.version]);
  expect(response.getMetadataMap().get("packagemanager")).toBe("npm");
});
