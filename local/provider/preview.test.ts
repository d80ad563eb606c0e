import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { silentProgress } from "../../common/progress";
import { ensureProvider } from "./build";
import { startCloud, type Cloud } from "./testing/cloud";
import { Plugin } from "./testing/plugin";

jest.setTimeout(60_000);

const table = "aws:dynamodb/table:Table";
const users = { name: "users", hashKey: "userId", attributes: [{ name: "userId", type: "S" }] };
let cloud: Cloud;
let dir: string;
let plugin: Plugin;

beforeAll(async () => {
  cloud = await startCloud(4843);
  dir = mkdtempSync(path.join(os.tmpdir(), "provider-bare-"));
  cpSync((await ensureProvider(silentProgress)).dir, dir, { recursive: true });
  rmSync(path.join(dir, "clients.cjs.cache"), { force: true });
  writeFileSync(path.join(dir, "clients.cjs"), 'throw new Error("a client of the SDK was loaded");');
  plugin = await Plugin.start(cloud.env, { dir });
});

afterAll(async () => {
  await plugin.stop();
  await cloud.stop();
  rmSync(dir, { recursive: true });
});

test("a preview loads no client of the SDK, also where it must know the account", async () => {
  await plugin.configure({ allowedAccountIds: JSON.stringify(["000000000000"]) });
  const { inputs, failures } = await plugin.check(table, "users", users);
  expect(failures).toEqual([]);
  const old = { id: "users", inputs, outputs: inputs };
  expect((await plugin.diff(table, "users", old, inputs)).paths).toEqual({});
  expect((await plugin.create(table, "users", inputs, true)).outputs).toMatchObject(users);
  await expect(plugin.create(table, "users", inputs)).rejects.toThrow("a client of the SDK was loaded");
});

test("another account than the allowed one is refused", async () => {
  const foreign = plugin.configure({ allowedAccountIds: JSON.stringify(["111111111111"]) });
  await expect(foreign).rejects.toThrow("the account is 000000000000, allowed is 111111111111");
});
