/** For the SDK's SHA-256: Node's own, without the version in JavaScript that runtimes without crypto need. */
import { createHash, createHmac, type Hash } from "node:crypto";

type Hmac = ReturnType<typeof createHmac>;

type Data = string | ArrayBuffer | ArrayBufferView;

export class Sha256Node {
  readonly digestLength = 32;
  readonly #secret: string | Uint8Array | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : bytes(secret);
    this.#hash = this.#create();
  }

  update(data: Data): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    const hash = this.#hash;
    return Promise.resolve(new Uint8Array(this.#secret ? hash.digest() : (hash as Hash).copy().digest()));
  }

  reset(): void {
    this.#hash = this.#create();
  }

  #create(): Hash | Hmac {
    return this.#secret ? createHmac("sha256", this.#secret) : createHash("sha256");
  }
}

function bytes(data: Data): string | Uint8Array {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
