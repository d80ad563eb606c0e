"use strict";
/* Entry of the account's program. */
module.exports = require("../start/program").program(require("node:path").join(module.path, "index.ts"));
