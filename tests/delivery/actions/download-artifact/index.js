const fs = require("node:fs");
const path = require("node:path");

const { INPUT_NAME: name, INPUT_PATH: folder, RIG_ARTIFACTS, GITHUB_RUN_ID } = process.env;
const run = process.env["INPUT_RUN-ID"] || GITHUB_RUN_ID;
const artifact = path.join(RIG_ARTIFACTS, run, name);
if (run !== GITHUB_RUN_ID && !process.env["INPUT_GITHUB-TOKEN"]) {
  console.error("An artifact of another run needs a token");
  process.exit(1);
}
if (!fs.existsSync(artifact)) {
  console.error(`The run ${run} has no artifact ${name}`);
  process.exit(1);
}
fs.cpSync(artifact, folder, { recursive: true });
