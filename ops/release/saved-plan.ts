import * as fs from "node:fs";

import * as z from "zod/mini";

import { UserError } from "../../common/errors";
import type { Program } from "./record";

const text = () => z.string().check(z.maxLength(10_000));

const schema = z.strictObject({
  format: z.literal(1),
  stage: text(),
  commit: text(),
  version: text(),
  /** When the preview was made, ISO 8601. */
  at: text(),
  changes: z.array(
    z.strictObject({ op: text(), urn: text(), inputs: z.string().check(z.regex(/^[0-9a-f]{64}$/)) }),
  ),
});

/** A preview that people approve before it is deployed: `plan.json` of `npm run plan`. It has no value of a resource. */
export type SavedPlan = z.output<typeof schema>;

/**
 * Reads a plan for a release.
 * @throws UserError when there is none, and when it is of another stage or commit.
 */
export function readPlan(file: string, stage: string, { commit }: Program): SavedPlan {
  const next = `Make a plan of this commit: npm run plan -- --stack ${stage} --output <folder>`;
  if (!fs.existsSync(file)) throw new UserError(`there is no file ${file}`, next);
  const plan = parse(fs.readFileSync(file, "utf8"));
  if (plan === undefined) throw new UserError(`${file} is not a plan`, next);
  if (plan.stage !== stage) throw new UserError(`${file} is a plan of the stage ${plan.stage}`, next);
  if (plan.commit !== commit)
    throw new UserError(
      `${file} is a plan of the commit ${plan.commit.slice(0, 7)}; the checkout is at ${commit.slice(0, 7)}`,
      next,
    );
  return plan;
}

function parse(json: string): SavedPlan | undefined {
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
