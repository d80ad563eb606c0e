/** For the retry mode `adaptive`, with its rate limiter. The functions use `standard`. */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error("retry mode adaptive is not part of this bundle: use standard");
  }
}
