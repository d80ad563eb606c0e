import { UserError } from "../../common/errors";
import type { MigrationFile } from "./files";
import type { Phase } from "./migration";
import { ofPhase, toRun } from "./plan";
import type { MigrationRecord } from "./records";
import { countOnce } from "./testing/environment";

const file = (name: string, phase: Phase, hash = "h"): MigrationFile => ({
  ...{ name, hash, migration: { ...countOnce, phase } },
});
const record = (name: string, status: "done" | "running", hash = "h"): MigrationRecord => ({
  ...{ name, status, hash, phase: "expand", segments: 4, backups: {}, by: "ann", startedAt: "" },
});
const names = (files: readonly MigrationFile[]) => files.map(({ name }) => name);
const files = [file("0001-a", "expand"), file("0002-b", "contract"), file("0003-c", "expand")];

test("migrations that expand run before those that contract, each in the order of their numbers", () => {
  expect(names(toRun(files, []))).toEqual(["0001-a", "0003-c", "0002-b"]);
  expect(names(toRun(files, [record("0001-a", "done")]))).toEqual(["0003-c", "0002-b"]);
});

test("an interrupted one runs first, whatever its phase", () => {
  const records = [record("0001-a", "done"), record("0002-b", "running")];
  const pending = toRun(files, records);
  expect(names(pending)).toEqual(["0002-b", "0003-c"]);
  expect(names(ofPhase(pending, records, "expand"))).toEqual(["0002-b", "0003-c"]);
  expect(names(toRun([file("0002-b", "contract", "corrected")], [record("0002-b", "running")]))).toEqual([
    "0002-b",
  ]);
});

test("those of a phase, or of both", () => {
  const pending = toRun(files, [record("0001-a", "done")]);
  expect(names(ofPhase(pending, [], "expand"))).toEqual(["0003-c"]);
  expect(names(ofPhase(pending, [], undefined))).toEqual(["0003-c", "0002-b"]);
  expect(names(ofPhase([files[1]!], [], "contract"))).toEqual(["0002-b"]);
});

test.each([
  ["an older checkout", () => toRun(files.slice(0, 2), [record("0003-c", "done")]), "does not have: 0003-c"],
  ["an edited migration", () => toRun(files, [record("0001-a", "done", "x")]), "after they ran: 0001-a"],
  ["contract before expand", () => ofPhase(toRun(files, []), [], "contract"), "not run yet: 0001-a, 0003-c"],
])("%s is refused", (_what, plan, message) => {
  expect(plan).toThrow(UserError);
  expect(plan).toThrow(message);
});
