import { silentProgress } from "../../common/progress";
import { downloadEngine } from "./download";

describe("the official download", () => {
  const step = jest.fn();
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ["cannot be reached", () => Promise.reject(new TypeError("fetch failed"))],
    ["answers with an error", () => Promise.resolve(new Response(null, { status: 503 }))],
  ])("is skipped without a message if its host %s", async (_, answer) => {
    jest.spyOn(globalThis, "fetch").mockImplementation(answer);
    await expect(downloadEngine("nowhere", { ...silentProgress, step, warn: step })).resolves.toBe(false);
    expect(step).not.toHaveBeenCalled();
  });
});
