import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "./errors";

/** The file that marks a folder as made by this project. */
const MARKER = ".sjc1990app";

/**
 * Creates a folder that {@link removeOwned} may remove, or finds the one it created before.
 * @throws UserError when the folder holds anything and was not created by this function.
 */
export function createOwned(dir: string): void {
  if (isEmpty(dir)) {
    fs.mkdirSync(dir, { recursive: true });
    fs.writeFileSync(path.join(dir, MARKER), "Made by sjc1990app, which may remove this folder.\n");
  } else assertOwned(dir);
}

/** @throws UserError when there is such a folder and {@link createOwned} did not create it. */
export function assertOwned(dir: string): void {
  if (!fs.existsSync(dir) || fs.existsSync(path.join(dir, MARKER))) return;
  throw new UserError(
    `${dir} was not created by this project (it has no file ${MARKER})`,
    "Set SJC1990APP_STATE_DIR to another folder. If an earlier version created it, remove it yourself.",
  );
}

/**
 * Removes a folder with all that it holds; does nothing when there is none.
 * @throws UserError when {@link createOwned} did not create it.
 */
export function removeOwned(dir: string): void {
  assertOwned(dir);
  fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

function isEmpty(dir: string): boolean {
  return !fs.existsSync(dir) || fs.readdirSync(dir).length === 0;
}
