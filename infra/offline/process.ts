import { mockProgram, settled } from "./mocks";
import type { Answer, Task } from "./run-program";

process.once("message", (task: Task) => {
  const answer = (message: Answer): void => void process.send?.(message);
  const fail = (error: unknown): void => {
    answer({ error: error instanceof Error ? error.message : String(error) });
  };
  process.once("unhandledRejection", fail);
  run(task).then(answer, fail);
});

async function run({ program, options }: Task): Promise<Answer> {
  const registered = await mockProgram(options);
  // After the mocks: a program registers its resources as it loads.
  await (program === "account" ? import("../account/index.js") : import("../index.js"));
  await settled();
  return { registered };
}
