/** For signatures of several regions (Version 4A), which access points of several regions need. */
export class SignatureV4MultiRegion {
  static sigv4aDependency(): "none" {
    return "none";
  }
}

/** Its base for directory buckets; see `s3-plugins.ts`. */
export class SignatureV4SignWithCredentials {}
