import * as grpc from "@grpc/grpc-js";

/** The engine's own limit for a message; a stack's resources can exceed the default of 4 MB. */
const messageLimit = 400 * 1024 * 1024;

export const channelOptions: Pick<
  grpc.ChannelOptions,
  "grpc.max_receive_message_length" | "grpc.max_send_message_length"
> = {
  "grpc.max_receive_message_length": messageLimit,
  "grpc.max_send_message_length": messageLimit,
};

/** Opens a server on a free port of the loopback interface. @returns the port. */
export function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

/** A promise that is settled from outside; only the first settling counts. */
export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return {
    promise,
    resolve: (value) => settle?.resolve(value),
    reject: (error) => settle?.reject(error),
  };
}
