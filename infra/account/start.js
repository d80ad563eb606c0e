"use strict";
/* Starts the account's program. */
const path = require("node:path");
const start = require("../start");

module.exports = () => start(path.join(__dirname, "index.ts"));
