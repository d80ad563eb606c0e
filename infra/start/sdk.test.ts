import { execFileSync } from "node:child_process";

/**
 * What a Node process of its own says, with the SDK loaded as the program loads it.
 * @param expression JavaScript; sees `pulumi`, `aws`, `inSdk(file)` and `loaded(part)`.
 */
function withOurSdk(expression: string, env: Record<string, string> = {}, ...args: string[]): unknown {
  const script = `
    require("./lazy-sdk").delayUnused();
    require("./quiet-sdk").quietenSdk();
    const pulumi = require("@pulumi/pulumi");
    const aws = require("@pulumi/aws");
    const inSdk = (file) => require("@pulumi/pulumi/" + file);
    const loaded = (part) => Object.keys(require.cache).some((file) => file.includes(part) && require.cache[file].parent);
    Promise.resolve(${expression}).then((value) => console.log(JSON.stringify(value)));`;
  return JSON.parse(
    execFileSync(process.execPath, ["-e", script, "--", ...args], {
      cwd: __dirname,
      encoding: "utf8",
      env: { ...process.env, ...env },
    }),
  );
}

describe("what the program does not use", () => {
  test.each([
    ["npm's client", "@npmcli/arborist"],
    ["the TypeScript compiler", "typescript-shim"],
    ["the inspector", "closure/v8Hooks"],
    ["the exporter of traces", "@opentelemetry/exporter"],
    ["the maps of stack traces", "source-map-support/source-map-support"],
    ["services of AWS", "@pulumi/aws/ec2/"],
  ])("is not loaded: %s", (_, part) => {
    // What the SDK's runner does before it loads the program.
    const runner = `require("source-map-support/register"); inSdk("cmd/run/tracing");
      await inSdk("runtime/closure/v8Hooks").isInitializedAsync();`;
    expect(withOurSdk(`(async () => { ${runner} return loaded(${JSON.stringify(part)}); })()`)).toBe(false);
  });

  test("is there when it is used: the Automation API", () => {
    expect(withOurSdk("typeof pulumi.automation.LocalWorkspace.createOrSelectStack")).toBe("function");
    expect(withOurSdk(`(pulumi.automation.LocalWorkspace, loaded("automation/localWorkspace"))`)).toBe(true);
  });

  test("is there when it is used: the serialisation of closures", () => {
    const text = `pulumi.runtime.serializeFunction(() => 1990).then(({ text }) => text.includes("1990"))`;
    expect(withOurSdk(text)).toBe(true);
  });

  test("is there when it is used: services of AWS", () => {
    expect(
      withOurSdk(`[aws.ec2.Vpc.name, aws.lambda.Function.name, typeof aws.iam.getPolicyDocument]`),
    ).toEqual(["Vpc", "Function", "function"]);
  });

  test("every service of AWS is delayed, and nothing else of it is missing", () => {
    const names = `JSON.stringify(Object.keys(require("@pulumi/aws")).sort())`;
    const plain = execFileSync(process.execPath, ["-p", names], { cwd: __dirname, encoding: "utf8" });
    const ours = withOurSdk(`Object.keys(aws).sort()`);
    expect(ours).toEqual(JSON.parse(plain));
    expect((ours as string[]).length).toBeGreaterThan(250);
  });
});

describe("traces", () => {
  test("a span of a run without a collector can be used and records nothing", () => {
    const span = `((span) => (span.addEvent("x"), span.end(), span.isRecording()))(inSdk("cmd/run/tracing").newSpan("run"))`;
    expect(withOurSdk(span)).toBe(false);
  });

  test("the client of a collector is loaded when the runner is told of one", () => {
    const tracing = `(inSdk("cmd/run/tracing"), loaded("@opentelemetry/exporter"))`;
    expect(withOurSdk(tracing, {}, "--tracing", "http://127.0.0.1:9411/api/v2/spans")).toBe(true);
  });
});

describe("debug messages", () => {
  /** Sends messages to an engine that answers each after a turn of the loop. */
  const engine = (messages: string): string => `(async () => {
    const settings = inSdk("runtime/settings"), log = inSdk("log");
    const calls = [];
    settings.getEngine = () => ({
      log: (request, answer) => {
        calls.push([request.getSeverity(), request.getMessage()]);
        setImmediate(() => answer(null, {}));
      },
    });
    ${messages}
    await inSdk("runtime/settings").waitForRPCs();
    return calls;
  })()`;

  test("that wait are joined in their order, and none is lost", () => {
    const messages = `for (const name of ["a", "b", "c"]) log.debug(name);
      await new Promise((resolve) => setImmediate(resolve));
      log.debug("d"); log.debug("e");`;
    const calls = withOurSdk(engine(messages)) as [number, string][];
    expect(calls.flatMap(([, text]) => text.split("\n"))).toEqual(["a", "b", "c", "d", "e"]);
    expect(calls.length).toBeLessThan(5);
    expect(new Set(calls.map(([severity]) => severity))).toEqual(new Set([0]));
  });

  test("and those of other levels reach the engine", () => {
    const messages = `log.debug("a"); log.warn("careful"); log.debug("b");`;
    const calls = withOurSdk(engine(messages)) as [number, string][];
    expect(calls).toContainEqual([2, "careful"]);
    expect(calls.flatMap(([severity, text]) => (severity === 0 ? text.split("\n") : []))).toEqual(["a", "b"]);
  });

  test("hold the connection open until they are sent", () => {
    const messages = `let held = 0;
      const answers = [];
      const log = { debug: () => new Promise((answer) => answers.push(answer)) };
      const settings = { getEngine: () => ({}), rpcKeepAlive: () => (held++, () => held--) };
      require("./quiet-sdk").joinDebugMessages(log, settings);
      const seen = [];
      const turn = async () => (await new Promise((resolve) => setImmediate(resolve)), seen.push(held));
      log.debug("a"); await turn();
      log.debug("late"); await turn();
      answers[0](); await turn();
      answers[1](); await turn();
      return seen;`;
    // The second waits for the answer to the first.
    expect(withOurSdk(`(async () => { ${messages} })()`)).toEqual([1, 2, 1, 0]);
  });
});

test.each([
  ["0", {}],
  ["3", { PULUMI_DEBUG_PROMISE_LEAKS: "1" }],
])("promises are given %s lines of stack", (lines, env) => {
  const lineCount = `(() => {
      Error.stackTraceLimit = 3;
      const promise = Promise.resolve();
      inSdk("runtime/debuggable").debuggablePromise(promise, "");
      return String(promise._debugStackTrace.split("\\n").length - 1);
    })()`;
  expect(withOurSdk(lineCount, env)).toBe(lines);
});
