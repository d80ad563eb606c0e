import type { Progress } from "../../common/progress";
import { main as rotate } from "./rotate";
import { main as init } from "./stack-init";

const refuse = (): never => {
  throw new Error("it went on");
};
const progress: Progress = { step: refuse, detail: refuse, warn: refuse };
const runInit = (...argv: string[]): Promise<number> =>
  init(argv, { projectDir: "/nowhere", env: {}, prompt: undefined, progress });
const runRotate = (...argv: string[]): Promise<number> =>
  rotate(argv, { targetOf: refuse, prompt: undefined });

test.each([
  ["stack:init", () => runInit("--help"), "Usage: npm run stack:init -- <stage>"],
  ["rotate", () => runRotate("--help"), "Usage: npm run rotate -- --stack <stage>"],
])("%s tells how it is used, and does nothing", async (_name, run, usage) => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    expect(await run()).toBe(0);
    expect(write).toHaveBeenCalledWith(expect.stringContaining(usage));
  } finally {
    write.mockRestore();
  }
});

test.each<[string, () => Promise<number>, string]>([
  ["no stage", () => runInit(), "give one stage"],
  ["two stages", () => runInit("dev", "prod"), "give one stage"],
  ["an unknown option of stack:init", () => runInit("dev", "--force"), "Unknown option '--force'"],
  ["an option without its value", () => runInit("dev", "--account"), "argument missing"],
  ["nobody's keys", () => runRotate(), "say whose"],
  ["two changes at once", () => runRotate("-s", "dev", "--leaked", "--drop-previous"), "give one of both"],
  ["an unknown option of rotate", () => runRotate("-s", "dev", "--yes"), "Unknown option '--yes'"],
])("%s: it is said what to do", async (_what, run, message) => {
  await expect(run()).rejects.toMatchObject({
    name: "UserError",
    message: expect.stringContaining(message) as string,
    remedy: expect.stringContaining("--help") as string,
  });
});
