import * as fs from "node:fs";
import * as path from "node:path";

import { taggable } from "./taggable";

test("lists all taggable resource types of the installed provider", () => {
  const root = path.dirname(require.resolve("@pulumi/aws/package.json"));
  const found = fs
    .readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "types")
    .flatMap(({ name }) => fs.readdirSync(path.join(root, name)).map((file) => path.join(root, name, file)))
    .filter((file) => file.endsWith(".js"))
    .map((file) => fs.readFileSync(file, "utf8"))
    .filter((text) => text.includes('resourceInputs["tagsAll"]'))
    .flatMap((text) => /__pulumiType = '([^']+)'/.exec(text)?.[1] ?? []);
  expect(found.length).toBeGreaterThan(800);
  expect([...taggable].sort()).toEqual(found.sort());
});
