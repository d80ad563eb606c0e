import { accountJourneys } from "./account";
import { approvalJourneys } from "./approval";
import { edgeJourneys } from "./edge";
import type { Journey } from "./journey";
import { profileJourneys } from "./profile";
import { schoolJourneys } from "./school";

export { rootClient, World, type Place } from "./world";

/** Everything that users do with a stage over HTTP. */
export const journeys: readonly Journey[] = [
  ...edgeJourneys,
  ...accountJourneys,
  ...approvalJourneys,
  ...profileJourneys,
  ...schoolJourneys,
];
