import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { assertOwned, createOwned, removeOwned } from "./owned";

let parent: string;
let dir: string;
beforeEach(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), "owned-"));
  dir = path.join(parent, "a", "local");
});
afterEach(() => fs.rmSync(parent, { recursive: true, force: true }));

test("a folder that was created is removed with its content", () => {
  createOwned(dir);
  fs.writeFileSync(path.join(dir, "data"), "");
  createOwned(dir);
  removeOwned(dir);
  expect(fs.readdirSync(path.dirname(dir))).toEqual([]);
});

test("a folder that does not exist is no error", () => {
  expect(() => removeOwned(dir)).not.toThrow();
});

test.each([
  ["created", createOwned],
  ["taken as its own", assertOwned],
  ["removed", removeOwned],
])("a folder of somebody else is not %s", (_, work) => {
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, "precious"), "");
  expect(() => work(dir)).toThrow(
    expect.objectContaining({ name: "UserError", message: expect.stringContaining(dir) }) as Error,
  );
  expect(fs.readdirSync(dir)).toEqual(["precious"]);
});
