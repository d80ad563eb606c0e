import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { contentOfArchive, contentOfAsset } from "./assets";
import { Archive, Asset, type Value, type Values } from "./plain";
import { signature, signatureKey, unknownSentinels, unknownString, type Json, type JsonObject } from "./wire";

/** A value that is unknown until its resource exists. Occurs in previews only. */
export class UnknownValue {
  readonly unknown = true;
}

/** The one {@link UnknownValue}. */
export const Unknown = new UnknownValue();

/** A value that the engine must encrypt in the state and hide on the terminal. */
export class Secret {
  constructor(readonly value: PropertyValue) {}
}

/** A property value as it crosses the wire: what handlers see, plus secrets and unknowns. */
export type PropertyValue =
  | string
  | number
  | boolean
  | null
  | Asset
  | Archive
  | Secret
  | UnknownValue
  | PropertyValue[]
  | { [key: string]: PropertyValue };

/** Properties by name. */
export type Properties = Record<string, PropertyValue>;

/** The wire form of assets by hash, so that unchanged assets keep their text or path. */
export type WireFiles = Map<string, JsonObject>;

/** How {@link decode} treats assets. */
export interface DecodeOptions {
  /** Read the bytes of assets and archives. Default: only their hashes are taken. */
  readFiles?: boolean;
  /** Collects the wire form of each asset and archive, for {@link encode}. */
  wireFiles?: WireFiles;
}

/** Properties from their wire form. Absent ones and `null` at the top are left out. */
export function decode(struct: Struct | undefined, options: DecodeOptions = {}): Properties {
  const properties: Properties = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    const decoded = decodeValue(value, options);
    if (decoded !== null) properties[key] = decoded;
  }
  return properties;
}

function decodeValue(value: Json, options: DecodeOptions): PropertyValue {
  if (typeof value === "string") return unknownSentinels.has(value) ? Unknown : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => decodeValue(element, options));
  switch (value[signatureKey]) {
    case undefined:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, decodeValue(item, options)]),
      );
    case signature.secret:
      return new Secret(decodeValue(value["value"] ?? null, options));
    case signature.asset:
    case signature.archive:
      return decodeFile(value, options);
    case signature.resource:
      // A resource reference is its id; without an id it is unknown.
      return typeof value["id"] === "string" && value["id"] !== ""
        ? decodeValue(value["id"], options)
        : Unknown;
    case signature.output: {
      const inner = "value" in value ? decodeValue(value["value"] ?? null, options) : Unknown;
      return value["secret"] === true ? new Secret(inner) : inner;
    }
    default:
      throw new Error(
        `a value has a signature that this provider does not know: ${JSON.stringify(value[signatureKey])}`,
      );
  }
}

function decodeFile(wire: JsonObject, options: DecodeOptions): Asset | Archive {
  const hash = typeof wire["hash"] === "string" ? wire["hash"] : "";
  options.wireFiles?.set(hash, wire);
  if (wire[signatureKey] === signature.asset) {
    return new Asset(hash, options.readFiles ? contentOfAsset(wire) : Buffer.alloc(0));
  }
  return new Archive(hash, options.readFiles ? contentOfArchive(wire) : new Map());
}

/** Properties in their wire form. `undefined` values are left out; `wireFiles` as collected by {@link decode}. */
export function encode(properties: Record<string, PropertyValue | undefined>, wireFiles?: WireFiles): Struct {
  const wire: JsonObject = {};
  for (const [key, value] of Object.entries(properties)) {
    if (value !== undefined) wire[key] = encodeValue(value, wireFiles);
  }
  return Struct.fromJavaScript(wire);
}

function encodeValue(value: PropertyValue, wireFiles: WireFiles | undefined): Json {
  if (value instanceof UnknownValue) return unknownString;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => encodeValue(element, wireFiles));
  if (value instanceof Secret) {
    return { [signatureKey]: signature.secret, value: encodeValue(value.value, wireFiles) };
  }
  if (value instanceof Asset || value instanceof Archive) {
    const kind = value instanceof Asset ? signature.asset : signature.archive;
    return wireFiles?.get(value.hash) ?? { [signatureKey]: kind, hash: value.hash };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item, wireFiles)]));
}

/** Whether a value is, or holds, a secret. */
export function hasSecret(value: PropertyValue | undefined): boolean {
  return some(value, (item) => item instanceof Secret);
}

/** Whether a value is, or holds, something unknown. */
export function hasUnknown(value: PropertyValue | undefined): boolean {
  return some(value, (item) => item === Unknown);
}

/** Whether a value is an object with properties of its own. */
export function isObject(value: PropertyValue | undefined): value is Properties {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const leaf = value instanceof Asset || value instanceof Archive;
  return !leaf && !(value instanceof Secret) && !(value instanceof UnknownValue);
}

function some(value: PropertyValue | undefined, test: (value: PropertyValue) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (value instanceof Secret) return some(value.value, test);
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isObject(value) && Object.values(value).some((item) => some(item, test));
}

/** The value without its secret marks. Must hold nothing unknown. */
export function plain(value: PropertyValue): Value {
  if (value instanceof UnknownValue) throw new Error("a value is unknown where all must be known");
  if (value instanceof Secret) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Whether the name belongs to the engine, e.g. `__defaults`, and not to the resource. */
export const isInternal = (name: string): boolean => name.startsWith("__");

/** The properties as resource types get them: known values, without secret marks and the engine's own properties. */
export function plainProperties(properties: Properties): Values {
  const values: Values = {};
  for (const [key, value] of Object.entries(properties)) {
    if (!isInternal(key) && !hasUnknown(value)) values[key] = plain(value);
  }
  return values;
}
