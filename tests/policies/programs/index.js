"use strict";
const { Config } = require("@pulumi/pulumi");

require(`./${new Config().require("program")}`);
