import * as fs from "node:fs";
import * as path from "node:path";

import { packRules } from ".";

test("every rule has a file and a test next to it", () => {
  const files = fs.readdirSync(__dirname);
  const names = packRules([]).map(({ name }) => name);
  expect(files).toEqual(expect.arrayContaining(names.flatMap((name) => [`${name}.ts`, `${name}.test.ts`])));
  const others = files.filter((file) => !names.includes(path.basename(file, ".ts").replace(/\.test$/, "")));
  expect(others.sort()).toEqual(["index.test.ts", "index.ts"]);
});
