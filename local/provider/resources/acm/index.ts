import type { ResourceType } from "../resource";
import { certificateValidation } from "./certificate-validation";
import { certificate } from "./certificate";

/** Resource types of ACM. */
export const acmTypes: readonly ResourceType[] = [certificateValidation, certificate];
