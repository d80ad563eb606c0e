import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { type Engine, pulumiEnvironment } from "./index";

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "environment #?%41 "))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const saved = { ...process.env };
afterEach(() => (process.env = { ...saved }));

const engine: Engine = {
  pulumi: "/cache/bin/pulumi",
  onPath: false,
  kind: "built",
};
function environment(change: Partial<Engine> = {}, endpoint?: string): NodeJS.ProcessEnv {
  const [home, backendDir] = [path.join(directory, "home"), path.join(directory, "back end")];
  return pulumiEnvironment({
    engine: { ...engine, ...change },
    home,
    backendDir,
    ...(endpoint !== undefined && { endpoint }),
  });
}

test("has its own home and backend, and creates them", () => {
  const env = environment();
  expect(env).toMatchObject({
    PULUMI_HOME: path.join(directory, "home"),
    PULUMI_BACKEND_URL: expect.stringMatching(/^file:\/\/\/[\w/%-]+$/) as string,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
  expect(fileURLToPath(env["PULUMI_BACKEND_URL"] ?? "")).toBe(path.join(directory, "back end"));
  expect(fs.readdirSync(directory).sort()).toEqual(["back end", "home"]);
});

test("puts a cached engine first on PATH, and leaves PATH alone for an installed one", () => {
  process.env["PATH"] = "/usr/bin:/bin";
  expect(environment()["SJC1990APP_PULUMI"]).toBe("/cache/bin/pulumi");
  expect(environment()["PATH"]).toBe("/cache/bin:/usr/bin:/bin");
  expect(environment({ onPath: true, kind: "official" })["PATH"]).toBe("/usr/bin:/bin");
});

test("disables plugin downloads for a built engine only", () => {
  const variable = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
  expect(environment()[variable]).toBe("true");
  expect(environment({ kind: "built" })[variable]).toBe("true");
  expect(environment({ kind: "official" })[variable]).toBeUndefined();
});

test("leaves out the user's variables that change backend or program", () => {
  Object.assign(process.env, {
    PULUMI_ACCESS_TOKEN: "pul-secret",
    PULUMI_CONFIG_PASSPHRASE_FILE: "/home/user/passphrase",
    PULUMI_CONFIG_PASSPHRASE: "of another project",
    PULUMI_NODEJS_STACK: "of the program that runs this",
    PULUMI_CONFIG: "{}",
    PULUMI_STACK: "of another project",
    PULUMI_SELF_MANAGED_STATE_GZIP: "true",
    PULUMI_SELF_MANAGED_STATE_LEGACY_LAYOUT: "true",
    PULUMI_DIY_BACKEND_GZIP: "true",
    PULUMI_OPTION_COLOR: "never",
  });
  const names = Object.keys(environment()).filter((name) => name.startsWith("PULUMI_"));
  expect(names.sort()).toEqual([
    "PULUMI_BACKEND_URL",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
    "PULUMI_HOME",
    "PULUMI_IGNORE_AMBIENT_PLUGINS",
    "PULUMI_OPTION_COLOR",
    "PULUMI_SKIP_UPDATE_CHECK",
  ]);
});

test("with an endpoint, has the local cloud's AWS settings and none of the user's", () => {
  Object.assign(process.env, {
    AWS_PROFILE: "work",
    AWS_SESSION_TOKEN: "token",
    AWS_ACCESS_KEY_ID: "AKIA",
    AWS_ENDPOINT_URL_S3: "https://elsewhere.example",
  });
  const aws = Object.entries(environment({}, "http://127.0.0.1:4700")).filter(([name]) =>
    name.startsWith("AWS_"),
  );
  expect(Object.fromEntries(aws)).toEqual({
    AWS_ENDPOINT_URL: "http://127.0.0.1:4700",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  });
  expect(environment()).toMatchObject({ AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: "AKIA" });
});

test("reaches loopback without a proxy, and keeps the user's proxies for everything else", () => {
  Object.assign(process.env, {
    https_proxy: "http://proxy.example:3128",
    grpc_proxy: "http://proxy.example:3128",
    no_grpc_proxy: "elsewhere.example",
    NO_PROXY: "intranet.example",
  });
  const env = environment();
  expect(env).toMatchObject({
    https_proxy: "http://proxy.example:3128",
    NO_PROXY: "intranet.example,127.0.0.1,localhost,::1",
    no_proxy: "intranet.example,127.0.0.1,localhost,::1",
  });
  expect(Object.keys(env)).not.toEqual(expect.arrayContaining(["grpc_proxy"]));
  expect(Object.keys(env)).not.toEqual(expect.arrayContaining(["no_grpc_proxy"]));
});
