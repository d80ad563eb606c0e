"use strict";
/* Entry of the program. */
const path = require("node:path");
const { program } = require("./start/program");

const [entry, ...ahead] = ["index.ts", "data.ts", "background.ts"].map((file) =>
  path.join(module.path, file),
);
module.exports = program(entry, ahead);
