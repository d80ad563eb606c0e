const fs = require("node:fs");
const path = require("node:path");

const { INPUT_NAME: name, INPUT_PATTERN: pattern, INPUT_PATH: folder } = process.env;
const { RIG_ARTIFACTS, GITHUB_RUN_ID } = process.env;
const run = process.env["INPUT_RUN-ID"] || GITHUB_RUN_ID;
if (run !== GITHUB_RUN_ID && !process.env["INPUT_GITHUB-TOKEN"]) {
  console.error("An artifact of another run needs a token");
  process.exit(1);
}
const artifacts = path.join(RIG_ARTIFACTS, run);
const wanted = new RegExp(`^${(name || pattern).replaceAll("*", ".*")}$`);
const found = fs.existsSync(artifacts) ? fs.readdirSync(artifacts).filter((one) => wanted.test(one)) : [];
if (name && found.length === 0) {
  console.error(`The run ${run} has no artifact ${name}`);
  process.exit(1);
}
// Of several artifacts, each gets a folder.
for (const one of found)
  fs.cpSync(path.join(artifacts, one), found.length === 1 ? folder : path.join(folder, one), {
    recursive: true,
  });
