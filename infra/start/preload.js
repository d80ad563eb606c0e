"use strict";
/*
 * Node loads this before the SDK's runner (`nodeargs` in Pulumi.yaml): what the runner itself loads can be delayed only
 * here. Where it is not loaded a preview is slower, and nothing else.
 */
const Module = require("node:module");
const { cacheFolder } = require("./cache-folder");
const { delayUnused } = require("./lazy-sdk");

// From Node 22 on: what V8 made of the modules is kept from run to run.
Module.enableCompileCache?.(cacheFolder("v8"));
delayUnused();
