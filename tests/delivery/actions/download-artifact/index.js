const fs = require("node:fs");
const path = require("node:path");

const { INPUT_NAME: name, INPUT_PATTERN: pattern, INPUT_PATH: folder } = process.env;
const { RIG_ARTIFACTS, GITHUB_RUN_ID } = process.env;
const run = process.env["INPUT_RUN-ID"] || GITHUB_RUN_ID;
const artifacts = path.join(RIG_ARTIFACTS, run);
if (run !== GITHUB_RUN_ID && !process.env["INPUT_GITHUB-TOKEN"]) {
  console.error("An artifact of another run needs a token");
  process.exit(1);
}
const all = fs.existsSync(artifacts) ? fs.readdirSync(artifacts) : [];
if (pattern) {
  for (const found of all.filter((one) => one.startsWith(pattern.replace(/\*$/, ""))))
    fs.cpSync(path.join(artifacts, found), path.join(folder, found), { recursive: true });
} else if (all.includes(name)) {
  fs.cpSync(path.join(artifacts, name), folder, { recursive: true });
} else {
  console.error(`The run ${run} has no artifact ${name}`);
  process.exit(1);
}
