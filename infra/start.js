"use strict";
/* Entry of the program. */
const path = require("node:path");
const { program } = require("./start/program");

const file = (name) => path.join(module.path, name);
module.exports = program(file("index.ts"), [file("data.ts"), file("background.ts")]);
