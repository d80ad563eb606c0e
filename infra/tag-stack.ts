import { currentStage } from "./config";
import { tagResources } from "./tags";

tagResources(currentStage());
