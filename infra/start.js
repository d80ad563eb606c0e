"use strict";
/* Entry of the program. */
module.exports = require("./start/program").run(require("node:path").join(module.path, "index.ts"));
