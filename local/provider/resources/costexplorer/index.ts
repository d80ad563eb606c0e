import type { ResourceType } from "../resource";
import { needed, recordOnly, tags } from "../shared";

/** A monitor of Cost Anomaly Detection. AWS chooses its id. */
const anomalyMonitor = recordOnly({
  token: "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
  properties: {
    name: { required: true },
    monitorType: { replace: true, required: true },
    monitorDimension: { replace: true },
    monitorSpecification: { replace: true, json: true },
    tags,
  },
  identity: ["name"],
  id: (inputs, { accountId }) => `arn:aws:ce::${accountId}:anomalymonitor/${needed(inputs, "name")}`,
  outputs: (inputs, { accountId }) => ({
    arn: `arn:aws:ce::${accountId}:anomalymonitor/${needed(inputs, "name")}`,
  }),
});

/** A subscription to monitors. AWS chooses its id. */
const anomalySubscription = recordOnly({
  token: "aws:costexplorer/anomalySubscription:AnomalySubscription",
  properties: {
    name: { replace: true, required: true },
    accountId: { replace: true },
    frequency: { required: true },
    monitorArnLists: { required: true },
    subscribers: { required: true, set: true },
    thresholdExpression: {},
    tags,
  },
  identity: ["name"],
  id: (inputs, { accountId }) => `arn:aws:ce::${accountId}:anomalysubscription/${needed(inputs, "name")}`,
  outputs: (inputs, { accountId }) => ({
    arn: `arn:aws:ce::${accountId}:anomalysubscription/${needed(inputs, "name")}`,
  }),
});

/** Resource types of Cost Explorer, which the emulator lacks. */
export const costExplorerTypes: readonly ResourceType[] = [anomalyMonitor, anomalySubscription];
