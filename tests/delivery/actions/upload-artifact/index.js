const fs = require("node:fs");
const path = require("node:path");

const { INPUT_NAME: name, INPUT_PATH: paths, RIG_ARTIFACTS, GITHUB_RUN_ID } = process.env;
const files = paths.split("\n").filter((file) => file !== "" && fs.existsSync(file));
if (files.length === 0) {
  console.log(`No files were found at ${paths}`);
  process.exit(process.env["INPUT_IF-NO-FILES-FOUND"] === "error" ? 1 : 0);
}
const artifact = path.join(RIG_ARTIFACTS, GITHUB_RUN_ID, name);
for (const file of files) {
  // A folder alone is the root of the artifact; of several paths, each keeps its name.
  const isRoot = files.length === 1 && fs.statSync(file).isDirectory();
  fs.cpSync(file, isRoot ? artifact : path.join(artifact, path.basename(file)), { recursive: true });
}
