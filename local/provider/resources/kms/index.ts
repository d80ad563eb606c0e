import type { ResourceType } from "../resource";
import { alias } from "./alias";
import { keyPolicy } from "./key-policy";
import { key } from "./key";

/** Resource types of KMS. */
export const kmsTypes: readonly ResourceType[] = [alias, keyPolicy, key];
