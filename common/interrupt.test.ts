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
