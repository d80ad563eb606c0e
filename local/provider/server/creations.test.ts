import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { forgetCreations, recorded, unfinishedCreations } from "./creations";
import { signature, signatureKey } from "../properties/wire";

let folder: string;
beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-creations-")), "notes");
});
afterEach(() => {
  fs.rmSync(path.dirname(folder), { recursive: true });
});

const creation = {
  urn: "urn:pulumi:dev::p::aws:ssm/parameter:Parameter::key",
  type: "aws:ssm/parameter:Parameter",
  inputs: {
    name: "/key",
    value: { [signatureKey]: signature.secret, value: "hush" },
    tags: { note: { [signatureKey]: signature.secret, value: "hush" }, stage: "dev" },
  },
};
const left = { ...creation, inputs: { name: "/key", tags: { stage: "dev" } } };

test("a creation is recorded without its secrets until it has ended", async () => {
  const during = await recorded(creation, folder, async () => {
    expect(fs.readFileSync(path.join(folder, fs.readdirSync(folder)[0] ?? ""), "utf8")).not.toContain("hush");
    return unfinishedCreations(folder, "dev");
  });
  expect(during).toEqual([left]);
  expect(unfinishedCreations(folder, "dev")).toEqual([]);
});

test("a failed creation leaves no record", async () => {
  await expect(recorded(creation, folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(unfinishedCreations(folder, "dev")).toEqual([]);
});

test("records of one stack are found and removed, those of another stay, incomplete ones are ignored", async () => {
  const other = { ...creation, urn: creation.urn.replace(":dev:", ":prod:") };
  await recorded(creation, folder, () =>
    recorded(other, folder, async () => {
      fs.writeFileSync(path.join(folder, "half.json"), '{"urn":');
      expect(unfinishedCreations(folder, "dev")).toEqual([left]);
      forgetCreations(folder, "dev");
      expect(unfinishedCreations(folder, "dev")).toEqual([]);
      expect(unfinishedCreations(folder, "prod")).toHaveLength(1);
    }),
  );
});

test("without a folder nothing is recorded", async () => {
  expect(await recorded(creation, undefined, () => Promise.resolve(1990))).toBe(1990);
});
