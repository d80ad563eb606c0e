import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { forgetCreations, noted, unfinishedCreations } from "./creations";
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

test("a creation is noted without its secrets until it has ended", async () => {
  const during = await noted(creation, folder, async () => {
    expect(fs.readFileSync(path.join(folder, fs.readdirSync(folder)[0] ?? ""), "utf8")).not.toContain("hush");
    return unfinishedCreations(folder, "dev");
  });
  expect(during).toEqual([left]);
  expect(unfinishedCreations(folder, "dev")).toEqual([]);
});

test("one that failed is none that was left", async () => {
  await expect(noted(creation, folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(unfinishedCreations(folder, "dev")).toEqual([]);
});

test("those of one stack are found and forgotten, those of another stay, and half a note is none", async () => {
  const other = { ...creation, urn: creation.urn.replace(":dev:", ":prod:") };
  await noted(creation, folder, () =>
    noted(other, folder, async () => {
      fs.writeFileSync(path.join(folder, "half.json"), '{"urn":');
      expect(unfinishedCreations(folder, "dev")).toEqual([left]);
      forgetCreations(folder, "dev");
      expect(unfinishedCreations(folder, "dev")).toEqual([]);
      expect(unfinishedCreations(folder, "prod")).toHaveLength(1);
    }),
  );
});

test("without a folder nothing is noted", async () => {
  expect(await noted(creation, undefined, () => Promise.resolve(1990))).toBe(1990);
});
