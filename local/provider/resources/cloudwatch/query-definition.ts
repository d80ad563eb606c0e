import { needed, recordOnly } from "../shared";

/** A saved query of Logs Insights. AWS chooses its id. */
export const queryDefinition = recordOnly({
  token: "aws:cloudwatch/queryDefinition:QueryDefinition",
  properties: {
    name: { required: true },
    queryString: { required: true },
    logGroupNames: {},
  },
  identity: ["name"],
  id: (inputs) => needed(inputs, "name"),
  outputs: (inputs) => ({ queryDefinitionId: needed(inputs, "name") }),
});
