import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CheckContext, Failure } from "./check";
import { CREATIONS_VARIABLE, recorded, type Creation } from "./creations";
import type { Change } from "./diff";
import { toServiceError } from "./errors";
import type { Provider, Resource, Step } from "./provider";
import { schema } from "./schema";
import { decode, encode, type WireFiles } from "../properties/values";

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/**
 * Serves the provider on a free port of 127.0.0.1.
 * @param version that the plugin reports: that of `@pulumi/aws`.
 * @returns the port, and a way to stop.
 */
export async function serve(
  provider: Provider,
  version: string,
): Promise<{ port: number; stop: () => void }> {
  const server = new Server({
    // Lambda code travels inside messages; the engine's own limit is 400 MB.
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    // Call statistics are not used.
    "grpc.enable_channelz": 0,
  });
  server.addService(ResourceProviderService, implementation(provider, version));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { port, stop: () => server.forceShutdown() };
}

function implementation(provider: Provider, version: string) {
  const notes = process.env[CREATIONS_VARIABLE];
  return {
    handshake: unary(() =>
      new rpc.ProviderHandshakeResponse().setAcceptSecrets(true).setSupportsAutonamingConfiguration(true),
    ),
    getSchema: unary(() => new rpc.GetSchemaResponse().setSchema(schema(version))),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),
    attach: unary(() => new Empty()),
    cancel: unary(() => {
      provider.cancel();
      return new Empty();
    }),
    checkConfig: unary((request: rpc.CheckRequest) => {
      const failures = provider.checkConfig(decode(request.getNews()));
      return new rpc.CheckResponse().setInputs(request.getNews()).setFailuresList(failures.map(checkFailure));
    }),
    diffConfig: unary((request: rpc.DiffRequest) => {
      const { changed, replaces } = provider.diffConfig(
        decode(request.getOldInputs()),
        decode(request.getNews()),
      );
      return new rpc.DiffResponse()
        .setChanges(changed ? rpc.DiffResponse.DiffChanges.DIFF_SOME : rpc.DiffResponse.DiffChanges.DIFF_NONE)
        .setReplacesList(replaces);
    }),
    configure: unary(async (request: rpc.ConfigureRequest) => {
      await provider.configure(decode(request.getArgs()));
      return new rpc.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    check: unary((request: rpc.CheckRequest) => {
      // Unchanged inputs keep their files in wire form.
      const wireFiles: WireFiles = new Map();
      const news = decode(request.getNews(), { wireFiles });
      const { inputs, failures } = provider.check(request.getType(), news, checkContext(request));
      return new rpc.CheckResponse()
        .setInputs(encode(inputs, wireFiles))
        .setFailuresList(failures.map(checkFailure));
    }),
    diff: unary((request: rpc.DiffRequest) => diff(provider, request)),
    create: unary(async (request: rpc.CreateRequest) => {
      const [step, preview] = [stepOf(request, request.getProperties()), request.getPreview()];
      const inputs = decode(request.getProperties(), { readFiles: !preview });
      const create = (): Promise<Resource> => provider.create(step, inputs, preview);
      const { id, outputs } = preview
        ? await create()
        : await recorded(creationOf(request, step), notes, create);
      return new rpc.CreateResponse().setId(id).setProperties(encode(outputs, step.wireFiles));
    }),
    read: unary(async (request: rpc.ReadRequest) => {
      const last = request.hasInputs() ? decode(request.getInputs()) : undefined;
      const found = await provider.read(stepOf(request), request.getId(), last);
      if (found === undefined) return new rpc.ReadResponse();
      return new rpc.ReadResponse()
        .setId(found.id)
        .setInputs(encode(found.inputs))
        .setProperties(encode(found.outputs));
    }),
    update: unary(async (request: rpc.UpdateRequest) => {
      const [step, preview] = [stepOf(request, request.getNews()), request.getPreview()];
      const old = {
        id: request.getId(),
        inputs: decode(request.getOldInputs()),
        outputs: decode(request.getOlds()),
      };
      const next = decode(request.getNews(), { readFiles: !preview });
      const { outputs } = await provider.update(step, old, next, request.getIgnorechangesList(), preview);
      return new rpc.UpdateResponse().setProperties(encode(outputs, step.wireFiles));
    }),
    delete: unary(async (request: rpc.DeleteRequest) => {
      await provider.delete(stepOf(request), request.getId(), decode(request.getOldInputs()));
      return new Empty();
    }),
    invoke: unary(async (request: rpc.InvokeRequest) => {
      const result = await provider.invoke(request.getTok(), decode(request.getArgs()));
      return new rpc.InvokeResponse().setReturn(encode(result));
    }),
  };
}

function unary<Request, Response>(handler: Handler<Request, Response>) {
  return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => handler(call.request))
      .then(
        (response) => answer(null, response),
        (error: unknown) => answer(toServiceError(error)),
      );
  };
}

function creationOf(request: rpc.CreateRequest, { urn, type }: Step): Creation {
  return { urn, type, inputs: request.getProperties()?.toJavaScript() ?? {} };
}

interface Stepping {
  getUrn(): string;
  getType(): string;
  getTimeout?(): number;
}

function stepOf(request: Stepping, files?: ReturnType<rpc.CreateRequest["getProperties"]>): Step {
  const wireFiles = filesOf(files);
  return {
    urn: request.getUrn(),
    type: request.getType() || typeOf(request.getUrn()),
    timeout: request.getTimeout?.() ?? 0,
    ...(files === undefined ? {} : { wireFiles }),
  };
}

/** Older engines send the type in the URN only. */
const typeOf = (urn: string): string => (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";

function filesOf(struct: Parameters<typeof decode>[0]): WireFiles {
  const wireFiles: WireFiles = new Map();
  decode(struct, { wireFiles });
  return wireFiles;
}

function checkContext(request: rpc.CheckRequest): Omit<CheckContext, "defaultTags"> {
  const options = request.getAutonaming();
  const disabled = options?.getMode() === rpc.CheckRequest.AutonamingOptions.Mode.DISABLE;
  const proposedName = options?.getProposedName() ?? "";
  return {
    name: request.getName() || request.getUrn().split("::").slice(3).join("::"),
    olds: () => (request.hasOlds() ? decode(request.getOlds()) : undefined),
    randomSeed: request.getRandomseed_asU8(),
    ...(disabled
      ? { autonaming: "disabled" as const }
      : proposedName === ""
        ? {}
        : { autonaming: { proposedName } }),
  };
}

function checkFailure({ property, reason }: Failure): rpc.CheckFailure {
  return new rpc.CheckFailure().setProperty(property).setReason(reason);
}

const kinds: Record<Change, [rpc.PropertyDiff.Kind, rpc.PropertyDiff.Kind]> = {
  add: [rpc.PropertyDiff.Kind.ADD, rpc.PropertyDiff.Kind.ADD_REPLACE],
  delete: [rpc.PropertyDiff.Kind.DELETE, rpc.PropertyDiff.Kind.DELETE_REPLACE],
  update: [rpc.PropertyDiff.Kind.UPDATE, rpc.PropertyDiff.Kind.UPDATE_REPLACE],
};

function diff(provider: Provider, request: rpc.DiffRequest): rpc.DiffResponse {
  const type = request.getType() || typeOf(request.getUrn());
  const found = provider.diff(
    type,
    decode(request.getOldInputs()),
    decode(request.getNews()),
    request.getIgnorechangesList(),
  );
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse()
    .setChanges(found.changed.size === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...found.changed])
    .setReplacesList([...found.replaces])
    .setStablesList([...provider.stableOutputs(type, found.changed)])
    .setDeletebeforereplace(found.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [path, { change, replace }] of found.paths) {
    const [plainKind, replaceKind] = kinds[change];
    const entry = new rpc.PropertyDiff().setKind(replace ? replaceKind : plainKind).setInputdiff(true);
    response.getDetaileddiffMap().set(path, entry);
  }
  return response;
}
