import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { logRetention } from "./log-retention";

const type = "cloudwatch/logGroup:LogGroup";

resourceCases(logRetention, [
  { name: "a week", type, props: { retentionInDays: 7 } },
  { name: "thirty days", type, props: { retentionInDays: 30 } },
  { name: "five days", type, props: { retentionInDays: 5 }, findings: ["retentionInDays::5"] },
  { name: "a year", type, props: { retentionInDays: 365 }, findings: ["retentionInDays::365"] },
  {
    name: "a year where the maximum allows it",
    type,
    props: { retentionInDays: 365 },
    parameters: { maximumDays: 400 },
  },
  { name: "no retention", type, props: {}, findings: ["for-ever"] },
  { name: "a retention of 0", type, props: { retentionInDays: 0 }, findings: ["for-ever"] },
  {
    name: "an unknown retention",
    type,
    props: { retentionInDays: unknownString },
    findings: ["Unknown::retentionInDays"],
  },
]);
