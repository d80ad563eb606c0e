"use strict";
/* The process of run-program.ts, started as Pulumi starts the program. */
const path = require("node:path");
const start = require("../start");

void start(path.join(__dirname, "process.ts"));
