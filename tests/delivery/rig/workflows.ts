import * as fs from "node:fs";
import * as path from "node:path";

import { isMap, isSeq, parseDocument } from "yaml";

/** Folder with the fakes. */
const actionsDir = path.join(__dirname, "..", "actions");

/** The fake in place of each third-party action. */
const FAKES: Readonly<Record<string, string>> = {
  "actions/attest-build-provenance": "attest",
  "actions/cache": "nothing",
  "actions/checkout": "checkout",
  "actions/download-artifact": "download-artifact",
  "actions/setup-go": "nothing",
  "actions/setup-node": "nothing",
  "actions/setup-python": "nothing",
  "actions/upload-artifact": "upload-artifact",
  "aws-actions/configure-aws-credentials": "configure-aws-credentials",
  "pulumi/actions": "nothing",
  "rig/environment": "environment",
};

/** The action that the rig adds to each job with an environment. */
const ENVIRONMENT_ACTION = "rig/environment@v1";

/**
 * Options of act that replace the third-party actions of a repository by fakes. A job with an action that has none fails.
 * @param dir the folder .github.
 */
export function fakeActions(dir: string): string[] {
  const used = files(dir).flatMap(
    (file) => fs.readFileSync(file, "utf8").match(/(?<=uses: )[^.\s]\S+/g) ?? [],
  );
  return [...new Set(used), ENVIRONMENT_ACTION].map((action) => {
    const [name = ""] = action.split("@");
    const fake = FAKES[name] ?? "missing";
    return `--local-repository=${action}=${path.join(actionsDir, fake)}`;
  });
}

/**
 * Adds what act leaves out. It does not read the environment of a job: a variable tells the fakes its name, and the first
 * step waits for its approval.
 * @param dir the folder .github.
 */
export function addEnvironments(dir: string): void {
  for (const file of files(path.join(dir, "workflows"))) {
    const workflow = parseDocument(fs.readFileSync(file, "utf8"));
    const jobs = workflow.get("jobs");
    if (!isMap(jobs)) continue;
    for (const { value: job } of jobs.items) {
      if (!isMap(job)) continue;
      const environment = job.getIn(["environment", "name"]) ?? job.get("environment");
      const steps = job.get("steps");
      if (typeof environment !== "string" || !isSeq(steps)) continue;
      job.setIn(["env", "RIG_ENVIRONMENT"], environment);
      steps.items.unshift(workflow.createNode({ uses: ENVIRONMENT_ACTION }));
    }
    fs.writeFileSync(file, workflow.toString({ lineWidth: 0 }));
  }
}

/** All YAML files of a folder. */
function files(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(dir, name));
}
