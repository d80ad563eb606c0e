/** A plain property value as the program gave it: secrets unwrapped, never unknown. */
export type Value = string | number | boolean | null | Asset | Archive | Value[] | { [key: string]: Value };

/** Inputs or outputs of a resource by Pulumi property name (camel case, as in the provider's schema). */
export type Values = Record<string, Value>;

/** A file given as a Pulumi asset, with its bytes. */
export class Asset {
  constructor(
    readonly hash: string,
    readonly bytes: Buffer,
  ) {}
}

/** A folder given as a Pulumi archive: files by path. */
export class Archive {
  constructor(
    readonly hash: string,
    readonly files: ReadonlyMap<string, Buffer>,
  ) {}
}
