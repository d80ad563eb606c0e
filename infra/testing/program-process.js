"use strict";
/* The process of run-program.ts. */
const { program } = require("../start/program");

process.once("message", async ({ entry, options }) => {
  try {
    const run = program(entry);
    const { mockProgram, settled } = require("./mocks.ts");
    const registered = await mockProgram(options);
    await run();
    await settled();
    process.send({ registered });
  } catch (error) {
    process.send({ error: error.message });
  }
});
