import type { Policies } from "@pulumi/policy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";

/** A resource as a program would register it; {@link unknownString} stands for what is not known at preview. */
export interface Registered {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Default: project `sjc1990app`, stack `dev`. */
  urn?: string;
}

/** What the policy said. */
export interface Diagnostic {
  rule: string;
  level: "advisory" | "mandatory";
  message: string;
  urn: string;
}

/** How the engine marks a value that is not known yet; the policy SDK turns it into a property that throws. */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** How the engine marks a secret. */
export function secret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

type Handler<Request> = (
  call: { request: Request },
  callback: (error: Error | null | undefined, response?: analyzer.AnalyzeResponse) => void,
) => void;
type MakeHandler<Request> = (
  pack: string,
  version: string,
  level: string,
  policies: Policies,
) => Handler<Request>;

// The SDK's own service methods: rules see exactly what they see in an update, without a process in between.
const server = jest.requireActual<{
  makeAnalyzeRpcFun: MakeHandler<analyzer.AnalyzeRequest>;
  makeAnalyzeStackRpcFun: MakeHandler<analyzer.AnalyzeStackRequest>;
}>("@pulumi/policy/server");

/** Shows one resource to the policies, as the engine does before it makes it. */
export function analyze(policies: Policies, resource: Registered): Promise<Diagnostic[]> {
  const request = new analyzer.AnalyzeRequest();
  request.setType(resource.type);
  request.setName(resource.name);
  request.setUrn(urnOf(resource));
  request.setProperties(struct(resource.props));
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  return answer(server.makeAnalyzeRpcFun("pack", "0.1.0", "mandatory", policies), request);
}

/** Shows a whole stack to the policies, as the engine does at the end. */
export function analyzeStack(policies: Policies, resources: readonly Registered[]): Promise<Diagnostic[]> {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(
    resources.map((resource) => {
      const shown = new analyzer.AnalyzerResource();
      shown.setType(resource.type);
      shown.setName(resource.name);
      shown.setUrn(urnOf(resource));
      shown.setProperties(struct(resource.props));
      shown.setOptions(new analyzer.AnalyzerResourceOptions());
      return shown;
    }),
  );
  return answer(server.makeAnalyzeStackRpcFun("pack", "0.1.0", "mandatory", policies), request);
}

function urnOf({ urn, type, name }: Registered): string {
  return urn ?? `urn:pulumi:dev::sjc1990app::sjc1990app:compute:LambdaFunction$${type}::${name}`;
}

function struct(props: Record<string, unknown>): Struct {
  return Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]);
}

function answer<Request>(handler: Handler<Request>, request: Request): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    handler({ request }, (error, response) => {
      if (response === undefined) reject(error ?? new Error("no answer"));
      else resolve(response.getDiagnosticsList().map(diagnostic));
    });
  });
}

function diagnostic(shown: analyzer.AnalyzeDiagnostic): Diagnostic {
  return {
    rule: shown.getPolicyname(),
    level: shown.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    message: shown.getMessage(),
    urn: shown.getUrn(),
  };
}
