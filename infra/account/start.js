"use strict";
/* Entry of the account's program. */
module.exports = require("../start/program").run(require("node:path").join(module.path, "index.ts"));
