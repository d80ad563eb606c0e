import { interruptible } from "./interrupt";

const listeners = (): number => process.listenerCount("SIGINT") + process.listenerCount("SIGTERM");

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s aborts the work, which ends by itself",
  async (name) => {
    const before = listeners();
    const work = interruptible(
      (signal) =>
        new Promise<string>((resolve) => {
          signal.addEventListener("abort", () => {
            resolve("cleaned up");
          });
        }),
    );
    process.emit(name);
    expect(await work).toBe("cleaned up");
    expect(listeners()).toBe(before);
  },
);

test("work that fails leaves no listeners behind", async () => {
  const before = listeners();
  await expect(interruptible(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(listeners()).toBe(before);
});

test("while the work ends, other listeners see that somebody handles the signal; a second one ends the process", async () => {
  const kill = jest.spyOn(process, "kill").mockReturnValue(true);
  const before = process.listenerCount("SIGTERM");
  await interruptible(() => {
    process.emit("SIGTERM", "SIGTERM");
    // Else signal-exit, which locks of files use, ends the process.
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    expect(kill).not.toHaveBeenCalled();
    process.emit("SIGTERM", "SIGTERM");
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGTERM");
    return Promise.resolve();
  });
  kill.mockRestore();
});
