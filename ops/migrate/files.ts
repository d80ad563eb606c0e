import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import type { Migration } from "./migration";

/** A migration of this checkout. */
export interface MigrationFile {
  /** e.g. `0001-shards-of-counters`. */
  name: string;
  /** Fingerprint of its file: an applied migration does not change. */
  hash: string;
  migration: Migration;
}

/** Folder of the migrations. */
export const migrationsDir = path.join(repoRoot, "ops", "migrations");

const FILE = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.ts$/;

/** Maximum length of the name of a migration, without its number. */
const NAME_MAX = 60;

/** The names of the migrations of a folder, in their order. @throws UserError for two with the same number. */
export function migrationNames(dir = migrationsDir): string[] {
  if (!fs.existsSync(dir)) return [];
  const names = fs
    .readdirSync(dir)
    .filter((file) => FILE.test(file))
    .map((file) => path.basename(file, ".ts"))
    .sort();
  const twice = names.find((name, i) => name.slice(0, 4) === names[i - 1]?.slice(0, 4));
  if (twice !== undefined)
    throw new UserError(
      `two migrations have the number ${twice.slice(0, 4)}`,
      `Give the newer one in ${path.relative(repoRoot, dir)} the next free number.`,
    );
  return names;
}

/** Fingerprints of the migrations of a folder by name. */
export function migrationHashes(dir = migrationsDir): Map<string, string> {
  const hashOf = (name: string) =>
    createHash("sha256")
      .update(fs.readFileSync(path.join(dir, `${name}.ts`)))
      .digest("hex");
  return new Map(migrationNames(dir).map((name) => [name, hashOf(name)]));
}

/** Loads the migrations of a folder, in their order. @throws UserError for a file that is no migration. */
export async function loadMigrations(dir = migrationsDir): Promise<MigrationFile[]> {
  return Promise.all(
    [...migrationHashes(dir)].map(async ([name, hash]) => {
      const file = path.join(dir, `${name}.ts`);
      const { default: migration } = (await import(file)) as { default?: Migration };
      if (migration === undefined)
        throw new UserError(
          `${path.relative(repoRoot, file)} has no default export`,
          "Write `export default migration`.",
        );
      return { name, hash, migration };
    }),
  );
}

/**
 * Writes a new migration from a template.
 * @param name e.g. `shards-of-counters`; it gets the next number.
 * @returns the path of the file.
 * @throws UserError for a name that is no name of a file of a migration, or is taken.
 */
export function newMigration(name: string, dir = migrationsDir): string {
  if (name.length > NAME_MAX || !FILE.test(`0000-${name}.ts`))
    throw new UserError(
      `"${name}" is no name of a migration`,
      `Use small letters, digits and hyphens, at most ${String(NAME_MAX)}: what it does to which data, e.g. ` +
        "shards-of-counters",
    );
  const names = migrationNames(dir);
  const taken = names.find((known) => known.slice(5) === name);
  if (taken !== undefined)
    throw new UserError(`there is a migration of this name: ${taken}`, "Choose another name.");
  const number = Number(names.at(-1)?.slice(0, 4) ?? 0) + 1;
  if (number > 9999) throw new UserError("the numbers of migrations are used up", "Use five digits.");
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${String(number).padStart(4, "0")}-${name}.ts`);
  fs.writeFileSync(file, TEMPLATE, { flag: "wx" });
  return file;
}

const TEMPLATE = `import { noneMatches } from "../migrate/checks";
import type { ScanMigration } from "../migrate/migration";

/** See docs/operations.md, "Migrations". An applied migration is never edited: a correction is a new one. */
const migration: ScanMigration = {
  summary: "Gives each user the attribute example.",
  // The release before must work with the data before, during and after it. If it cannot: "contract".
  phase: "expand",
  table: "users",
  change(item) {
    if ("example" in item) return undefined;
    return { update: { set: { example: true } }, when: { example: undefined } };
  },
  verify(context) {
    return noneMatches(context, "users", "attribute_not_exists(example)", "have no attribute example");
  },
};

export default migration;
`;
