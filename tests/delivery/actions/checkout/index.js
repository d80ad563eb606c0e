const { execFileSync } = require("node:child_process");

const { RIG_REPOSITORY, GITHUB_SHA } = process.env;
const ref = process.env.INPUT_REF || GITHUB_SHA;
const all = process.env["INPUT_FETCH-DEPTH"] === "0";

const git = (...args) => execFileSync("git", args, { stdio: "inherit" });
git("init", "--quiet");
git("remote", "add", "origin", RIG_REPOSITORY);
if (all) git("fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*");
git("fetch", "--quiet", ...(all ? [] : ["--depth", "1"]), "origin", ref);
git("checkout", "--quiet", "--detach", "FETCH_HEAD");
