import { interruptible, Interrupted } from "../../common/interrupt";
import { signalForEngine } from "./interrupt";

beforeEach(() => jest.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

/** Aborted signals of work and engine after the process got a signal. */
function interrupt(signal: NodeJS.Signals, onTerminal: boolean) {
  return interruptible(
    (work) => {
      const engine = signalForEngine(work);
      process.emit(signal, signal);
      return Promise.resolve({ work: work.aborted, engine: engine.aborted, reason: work.reason as unknown });
    },
    { notice: "Stopping", onTerminal },
  );
}

test.each<[NodeJS.Signals, boolean, boolean]>([
  ["SIGINT", true, false],
  ["SIGINT", false, true],
  ["SIGTERM", true, true],
  ["SIGHUP", true, true],
])("%s (terminal: %s) ends the work; the engine gets it: %s", async (signal, onTerminal, engine) => {
  const ended = await interrupt(signal, onTerminal);
  expect(ended).toMatchObject({ work: true, engine });
  expect(ended.reason).toBeInstanceOf(Interrupted);
  expect(process.stderr.write).toHaveBeenCalledWith("Stopping\n");
});
