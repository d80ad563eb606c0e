/** For answers that are streams of events, such as those of S3 Select. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;

export const eventStreamSerdeProvider = undefined;

export class EventStreamSerde {
  constructor() {
    throw new Error("event streams are not part of this bundle");
  }
}
