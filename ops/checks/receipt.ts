import * as fs from "node:fs";
import * as path from "node:path";

import writeFileAtomic from "write-file-atomic";

import { repoRoot } from "../../common/paths";
import { headCommit, type Commit } from "../stages/commit";

/** What a receipt is about: `npm test`, or `npm run lint`. */
export type ReceiptName = "lint" | "tests";

/** Says that a command passed on the files of a commit. */
export interface Receipt {
  commit: string;
  tree: string;
  /** ISO 8601. */
  at: string;
}

const fileOf = (name: ReceiptName, checkout: string): string =>
  path.join(checkout, "dist", "receipts", `${name}.json`);

/** The commit, when a receipt can be written for it: git knows it, and nothing is changed. */
export async function receiptCommit(checkout = repoRoot): Promise<Commit | undefined> {
  const head = await headCommit(checkout).catch(() => undefined);
  return head?.clean === true ? head : undefined;
}

/**
 * Writes a receipt, unless the files have changed while the command ran.
 * @param before the commit before the command ran, from {@link receiptCommit}.
 */
export async function writeReceipt(
  name: ReceiptName,
  before: Commit | undefined,
  checkout = repoRoot,
): Promise<void> {
  const after = await receiptCommit(checkout);
  if (before === undefined || after?.tree !== before.tree) return;
  const file = fileOf(name, checkout);
  const receipt: Receipt = { commit: after.commit, tree: after.tree, at: new Date().toISOString() };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, JSON.stringify(receipt));
}

/** The last receipt, for whatever commit. */
export function readReceipt(name: ReceiptName, checkout = repoRoot): Receipt | undefined {
  const file = fileOf(name, checkout);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Receipt) : undefined;
}
