import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerHandshakeRequest,
  AnalyzerInfo,
  AnalyzerStackConfigureRequest,
  AnalyzerStackConfigureResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { listen } from "./grpc";
import { PolicyProxy } from "./policy-proxy";

/** A pack that records its calls. */
class Pack {
  readonly server = new grpc.Server();
  readonly calls: string[] = [];
  wantsConfiguration = true;

  constructor() {
    this.server.addService(AnalyzerService, {
      configureStack: (
        call: grpc.ServerUnaryCall<AnalyzerStackConfigureRequest, AnalyzerStackConfigureResponse>,
        answer: grpc.sendUnaryData<AnalyzerStackConfigureResponse>,
      ) => {
        this.calls.push(`configure ${call.request.getStack()}`);
        if (this.wantsConfiguration) answer(null, new AnalyzerStackConfigureResponse());
        else answer({ code: grpc.status.UNIMPLEMENTED });
      },
      getAnalyzerInfo: (
        _call: grpc.ServerUnaryCall<Empty, AnalyzerInfo>,
        answer: grpc.sendUnaryData<AnalyzerInfo>,
      ) => {
        this.calls.push("info");
        answer(null, new AnalyzerInfo().setName("pack"));
      },
      analyze: (
        call: grpc.ServerUnaryCall<AnalyzeRequest, AnalyzeResponse>,
        answer: grpc.sendUnaryData<AnalyzeResponse>,
      ) => {
        this.calls.push("analyze");
        answer({ code: grpc.status.INVALID_ARGUMENT, details: `no ${call.request.getUrn()}` });
      },
    });
  }
}

let proxy: PolicyProxy;
let pack: Pack;
let engine: AnalyzerClient;
beforeEach(async () => {
  proxy = new PolicyProxy();
  pack = new Pack();
  engine = new AnalyzerClient(`127.0.0.1:${String(await proxy.start())}`, grpc.credentials.createInsecure());
});
afterEach(() => {
  engine.close();
  proxy.stop();
  pack.server.forceShutdown();
});

type Method<Q, A> = (request: Q, answer: (error: grpc.ServiceError | null, answer: A) => void) => unknown;

/** Calls the pack as the engine does; a refusal is `code: details`. */
function ask<Q, A>(method: Method<Q, A>, request: Q): Promise<A | string> {
  return new Promise((resolve) => {
    method.call(engine, request, (error, answer) =>
      resolve(error === null ? answer : `${String(error.code)}: ${error.details}`),
    );
  });
}

const handshake = (): Promise<unknown> =>
  ask(
    (request: AnalyzerHandshakeRequest, answer) => engine.handshake(request, answer),
    new AnalyzerHandshakeRequest(),
  );
const configure = (): Promise<unknown> =>
  ask(
    (request: AnalyzerStackConfigureRequest, answer) => engine.configureStack(request, answer),
    new AnalyzerStackConfigureRequest().setStack("dev"),
  );
const info = (): Promise<AnalyzerInfo | string> =>
  ask(
    (request: Empty, answer: (error: grpc.ServiceError | null, info: AnalyzerInfo) => void) =>
      engine.getAnalyzerInfo(request, answer),
    new Empty(),
  );
const analyze = (): Promise<unknown> =>
  ask((request: AnalyzeRequest, answer) => engine.analyze(request, answer), new AnalyzeRequest().setUrn("u"));

test.each([true, false])(
  "the engine's calls reach the pack (which takes the stack's configuration: %s)",
  async (wants) => {
    pack.wantsConfiguration = wants;
    await handshake();
    await configure();
    expect((await proxy.stackConfiguration())?.getStack()).toBe("dev");
    const waiting = info();
    await proxy.attach(await listen(pack.server));
    expect(((await waiting) as AnalyzerInfo).getName()).toBe("pack");
    for (let call = 0; call < 20; call++) expect(await analyze()).toBe("3: no u");
    expect(pack.calls).toEqual(["configure dev", "info", ...Array<string>(20).fill("analyze")]);
  },
);

test("without a stack the pack starts at the first call", async () => {
  await handshake();
  const waiting = info();
  expect(await proxy.stackConfiguration()).toBeUndefined();
  await proxy.attach(await listen(pack.server));
  expect(((await waiting) as AnalyzerInfo).getName()).toBe("pack");
});

test("calls fail with the reason when the pack does not start", async () => {
  await configure();
  const waiting = info();
  proxy.fail(new Error("the policy pack ended before it served"));
  expect(await waiting).toBe("2: the policy pack ended before it served");
  expect(await analyze()).toBe("2: the policy pack ended before it served");
});

test("calls fail at once when the pack is gone", async () => {
  await configure();
  await proxy.attach(await listen(pack.server));
  expect(await analyze()).toBe("3: no u");
  pack.server.forceShutdown();
  expect(await analyze()).toMatch(/^14: /);
});
