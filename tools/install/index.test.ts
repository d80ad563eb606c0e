import * as fs from "node:fs";
import * as path from "node:path";

test.each(["airspeed", "schemathesis", "shellcheck", "zizmor"])(
  "%s is pinned, with hashes for its wheels",
  (name) => {
    const text = fs.readFileSync(path.join(__dirname, name, "requirements.txt"), "utf8");
    expect(text).toMatch(new RegExp(`^${name}(-py)?==\\d+(\\.\\d+){1,3} `, "m"));
    for (const line of text.match(/^\w.*$/gm) ?? []) expect(line).toMatch(/^[\w.[\]-]+==\d/);
    expect(text.match(/--hash=sha256:[0-9a-f]{64}/g)?.length).toBeGreaterThan(1);
  },
);
