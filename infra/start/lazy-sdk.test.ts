import { execFileSync } from "node:child_process";
import * as path from "node:path";

/** What a Node process of its own says, with the SDK loaded as the program loads it. */
function withLightSdk(expression: string, env: Record<string, string> = {}): unknown {
  const script = `
    require(${JSON.stringify(path.join(__dirname, "lazy-sdk.js"))}).lightenSdk();
    const pulumi = require("@pulumi/pulumi");
    const loaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));
    Promise.resolve(${expression}).then((value) => console.log(JSON.stringify(value)));`;
  return JSON.parse(
    execFileSync(process.execPath, ["-e", script], {
      cwd: __dirname,
      encoding: "utf8",
      env: { ...process.env, ...env },
    }),
  );
}

describe("the SDK as the program loads it", () => {
  test("comes without npm's client and the TypeScript compiler", () => {
    expect(withLightSdk(`["@npmcli/arborist", "typescript-shim"].map(loaded)`)).toEqual([false, false]);
  });

  test("has its Automation API when it is used", () => {
    expect(withLightSdk("typeof pulumi.automation.LocalWorkspace.createOrSelectStack")).toBe("function");
    expect(withLightSdk(`(pulumi.automation.LocalWorkspace, loaded("automation/localWorkspace"))`)).toBe(
      true,
    );
  });

  test("serialises closures when it is asked to", () => {
    const text = `pulumi.runtime.serializeFunction(() => 1990).then(({ text }) => text.includes("1990"))`;
    expect(withLightSdk(text)).toBe(true);
  });

  test.each([
    ["0", {}],
    ["3", { PULUMI_DEBUG_PROMISE_LEAKS: "1" }],
  ])("gives promises %s lines of stack", (lines, env) => {
    const lineCount = `(() => {
      Error.stackTraceLimit = 3;
      const promise = Promise.resolve();
      require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(promise, "");
      return String(promise._debugStackTrace.split("\\n").length - 1);
    })()`;
    expect(withLightSdk(lineCount, env)).toBe(lines);
  });
});
