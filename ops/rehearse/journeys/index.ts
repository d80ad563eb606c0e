import { accountJourneys } from "./account";
import { approvalJourneys } from "./approval";
import { edgeJourneys } from "./edge";
import type { Journey } from "./journey";
import { profileJourneys } from "./profile";
import { schoolJourneys } from "./school";

export { ApiClient, JourneyError, must, type Answer, type ClientOptions } from "./client";
export type { Journey } from "./journey";
export { rootClient, World, type Person, type Place } from "./world";

/** Everything that people do with a stage, over HTTP. */
export const journeys: readonly Journey[] = [
  ...edgeJourneys,
  ...accountJourneys,
  ...approvalJourneys,
  ...profileJourneys,
  ...schoolJourneys,
];
