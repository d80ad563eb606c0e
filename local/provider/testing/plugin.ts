import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { silentProgress } from "../../../common/progress";
import { ensureProvider } from "../build";
import type { JsonObject } from "../properties/wire";

/** A resource as the engine would keep it, in wire form. */
export interface Kept {
  id: string;
  inputs: JsonObject;
  outputs: JsonObject;
}

/** What a diff says. */
export interface Diff {
  /** Kind by path: `ADD`, `UPDATE_REPLACE`, … */
  paths: Record<string, string>;
  replaces: string[];
  deleteBeforeReplace: boolean;
  stables: string[];
}

/** The built plugin, started and asked as the engine does. For tests. */
export class Plugin {
  private constructor(
    private readonly child: ChildProcess,
    readonly client: ResourceProviderClient,
  ) {}

  /**
   * Builds the plugin if need be and starts it with that environment alone.
   * @param engine where the engine takes what the plugin tells the user. Default: nowhere.
   * @param dir of the plugin, when it is another one than the built one.
   */
  static async start(
    env: Record<string, string>,
    { engine = "127.0.0.1:1", dir }: { engine?: string; dir?: string } = {},
  ): Promise<Plugin> {
    dir ??= (await ensureProvider(silentProgress)).dir;
    const child = spawn(path.join(dir, "pulumi-resource-aws"), [engine], {
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const target = `127.0.0.1:${port.toString().trim()}`;
    return new Plugin(child, new ResourceProviderClient(target, credentials.createInsecure()));
  }

  /** Ends the plugin as the engine does when it is done. */
  async stop(): Promise<void> {
    this.client.close();
    const ended = once(this.child, "exit");
    this.child.kill("SIGINT");
    await ended;
  }

  /** Ends the plugin as an engine does that is killed; tells its exit code. */
  async abandon(): Promise<number> {
    this.client.close();
    const ended = once(this.child, "exit") as Promise<[number]>;
    this.child.stdin?.end();
    return (await ended)[0];
  }

  async configure(settings: JsonObject = {}): Promise<void> {
    await this.ask<rpc.ConfigureResponse>((answer) =>
      this.client.configure(new rpc.ConfigureRequest().setArgs(Struct.fromJavaScript(settings)), answer),
    );
  }

  async checkConfig(settings: JsonObject): Promise<string[]> {
    const answer = await this.ask<rpc.CheckResponse>((answer) =>
      this.client.checkConfig(new rpc.CheckRequest().setNews(Struct.fromJavaScript(settings)), answer),
    );
    return answer.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
  }

  async check(
    token: string,
    name: string,
    inputs: JsonObject,
    olds?: JsonObject,
  ): Promise<{ inputs: JsonObject; failures: string[] }> {
    const request = this.of(new rpc.CheckRequest(), token, name)
      .setNews(Struct.fromJavaScript(inputs))
      .setRandomseed(Buffer.from("seed"));
    if (olds !== undefined) request.setOlds(Struct.fromJavaScript(olds));
    const answer = await this.ask<rpc.CheckResponse>((answer) => this.client.check(request, answer));
    return {
      inputs: javascript(answer.getInputs()),
      failures: answer.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
  }

  async diff(token: string, name: string, old: Kept, next: JsonObject): Promise<Diff> {
    const request = this.of(new rpc.DiffRequest(), token, name)
      .setId(old.id)
      .setOldInputs(Struct.fromJavaScript(old.inputs))
      .setOlds(Struct.fromJavaScript(old.outputs))
      .setNews(Struct.fromJavaScript(next));
    const answer = await this.ask<rpc.DiffResponse>((answer) => this.client.diff(request, answer));
    const kinds = Object.entries(rpc.PropertyDiff.Kind);
    const paths = answer
      .getDetaileddiffMap()
      .toArray()
      .map(([path]) => {
        const kind = answer.getDetaileddiffMap().get(path)?.getKind();
        return [path, kinds.find(([, value]) => value === kind)?.[0] ?? ""];
      });
    return {
      paths: Object.fromEntries(paths) as Record<string, string>,
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
      stables: answer.getStablesList(),
    };
  }

  async create(token: string, name: string, inputs: JsonObject, preview = false): Promise<Kept> {
    const request = this.of(new rpc.CreateRequest(), token, name)
      .setProperties(Struct.fromJavaScript(inputs))
      .setPreview(preview);
    const answer = await this.ask<rpc.CreateResponse>((answer) => this.client.create(request, answer));
    return { id: answer.getId(), inputs, outputs: javascript(answer.getProperties()) };
  }

  /** Refresh with `last`, import without. `undefined` when it does not exist. */
  async read(token: string, name: string, id: string, last?: Kept): Promise<Kept | undefined> {
    const request = this.of(new rpc.ReadRequest(), token, name).setId(id);
    if (last !== undefined) {
      request
        .setInputs(Struct.fromJavaScript(last.inputs))
        .setProperties(Struct.fromJavaScript(last.outputs));
    }
    const answer = await this.ask<rpc.ReadResponse>((answer) => this.client.read(request, answer));
    if (answer.getId() === "") return undefined;
    return {
      id: answer.getId(),
      inputs: javascript(answer.getInputs()),
      outputs: javascript(answer.getProperties()),
    };
  }

  async update(token: string, name: string, old: Kept, next: JsonObject, preview = false): Promise<Kept> {
    const request = this.of(new rpc.UpdateRequest(), token, name)
      .setId(old.id)
      .setOldInputs(Struct.fromJavaScript(old.inputs))
      .setOlds(Struct.fromJavaScript(old.outputs))
      .setNews(Struct.fromJavaScript(next))
      .setPreview(preview);
    const answer = await this.ask<rpc.UpdateResponse>((answer) => this.client.update(request, answer));
    return { id: old.id, inputs: next, outputs: javascript(answer.getProperties()) };
  }

  async delete(token: string, name: string, old: Kept): Promise<void> {
    const request = this.of(new rpc.DeleteRequest(), token, name)
      .setId(old.id)
      .setOldInputs(Struct.fromJavaScript(old.inputs))
      .setProperties(Struct.fromJavaScript(old.outputs));
    await this.ask<Empty>((answer) => this.client.delete(request, answer));
  }

  async invoke(token: string, args: JsonObject = {}): Promise<JsonObject> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(Struct.fromJavaScript(args));
    return javascript(
      (await this.ask<rpc.InvokeResponse>((answer) => this.client.invoke(request, answer))).getReturn(),
    );
  }

  async cancel(): Promise<void> {
    await this.ask<Empty>((answer) => this.client.cancel(new Empty(), answer));
  }

  private of<
    Request extends {
      setUrn(urn: string): Request;
      setType(type: string): Request;
      setName(n: string): Request;
    },
  >(request: Request, token: string, name: string): Request {
    return request.setUrn(`urn:pulumi:test::test::${token}::${name}`).setType(token).setName(name);
  }

  private ask<Response>(
    start: (answer: (error: ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      start((error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
  }
}

/** What a failed step says of a resource that exists all the same; `undefined` when it says nothing. */
export function halfMade(error: unknown): (Kept & { reasons: string[] }) | undefined {
  const [details] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (details === undefined) return undefined;
  const [any] = Status.deserializeBinary(details as Buffer).getDetailsList();
  const response = any?.unpack(
    (bytes) => rpc.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!response) return undefined;
  return {
    id: response.getId(),
    inputs: javascript(response.getInputs()),
    outputs: javascript(response.getProperties()),
    reasons: response.getReasonsList(),
  };
}

function javascript(struct: Struct | undefined): JsonObject {
  return struct?.toJavaScript() ?? {};
}
