import type { ResourceType } from "../resource";
import { budget } from "./budget";

/** Resource types of Budgets. */
export const budgetsTypes: readonly ResourceType[] = [budget];
