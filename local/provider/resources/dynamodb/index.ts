import type { ResourceType } from "../resource";
import { table } from "./table";

/** Resource types of DynamoDB. */
export const dynamoDbTypes: readonly ResourceType[] = [table];
