import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import ts from "typescript";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { migratedTables } from "../../infra/lib/deploy-permissions/operations";
import { tablesOf } from "./environment";
import { loadMigrations, migrationNames, migrationsDir, newMigration } from "./files";

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-migrations-"));
});
afterEach(() => fs.rmSync(dir, { recursive: true }));

test("the migrations of this checkout can be loaded, in their order", async () => {
  const files = await loadMigrations();
  expect(files.map(({ name }) => name)).toEqual(migrationNames());
  for (const { migration } of files) expect(migration.summary).toMatch(/^[A-Z].*\.$/);
});

test("the deploy role may change the tables of the migrations, and no others", async () => {
  const tables = (await loadMigrations()).flatMap(({ migration }) => tablesOf(migration));
  expect([...new Set(tables)].sort()).toEqual([...migratedTables].sort());
});

test("a migration is loaded with a fingerprint of its file", async () => {
  const source = (summary: string) => `export default { summary: "${summary}", phase: "expand" };\n`;
  const file = path.join(dir, "0001-first.ts");
  fs.writeFileSync(file, source("First."));
  fs.writeFileSync(path.join(dir, "notes.ts"), "export {};\n");
  const [first] = await loadMigrations(dir);
  expect(first).toMatchObject({ name: "0001-first", migration: { summary: "First." } });
  fs.writeFileSync(file, source("Second."));
  const [second] = await loadMigrations(dir);
  expect(second?.hash).not.toBe(first?.hash);
});

test("a file that is no migration, and two with one number, are refused", async () => {
  fs.writeFileSync(path.join(dir, "0001-empty.ts"), "export const nothing = 1;\n");
  await expect(loadMigrations(dir)).rejects.toThrow("0001-empty.ts has no default export");
  fs.writeFileSync(path.join(dir, "0001-other.ts"), "");
  expect(() => migrationNames(dir)).toThrow("two migrations have the number 0001");
});

test("a new migration gets the next number, and its template has no error of types", () => {
  expect(path.basename(newMigration("first", dir))).toBe("0001-first.ts");
  fs.writeFileSync(path.join(dir, "0041-later.ts"), "");
  const file = newMigration("shards-of-counters", dir);
  expect(path.basename(file)).toBe("0042-shards-of-counters.ts");

  // Compiled as if it were among the migrations.
  const placed = path.join(migrationsDir, "9999-template.ts");
  const { config } = ts.readConfigFile(path.join(repoRoot, "tsconfig.json"), ts.sys.readFile.bind(ts.sys));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, repoRoot);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => name === placed || fileExists(name);
  host.readFile = (name) => readFile(name === placed ? file : name);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, language) =>
    name === placed
      ? ts.createSourceFile(name, fs.readFileSync(file, "utf8"), language)
      : read(name, language);
  const compiled = ts.createProgram([placed], options, host);
  const problems = ts.getPreEmitDiagnostics(compiled, compiled.getSourceFile(placed));
  expect(problems.map(({ messageText }) => messageText)).toEqual([]);
});

test.each(["", "Shards", "a b", "../a", "a--b", "-a", "0001-a.ts", "a".repeat(61)])(
  "%j is no name of a migration",
  (name) => {
    expect(() => newMigration(name, dir)).toThrow(UserError);
    expect(fs.readdirSync(dir)).toEqual([]);
  },
);

test("a name that is taken is refused", () => {
  newMigration("first", dir);
  expect(() => newMigration("first", dir)).toThrow("there is a migration of this name: 0001-first");
});
