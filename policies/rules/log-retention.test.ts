import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { logRetention } from "./log-retention";

const type = "cloudwatch/logGroup:LogGroup";

resourceCases(logRetention, [
  { name: "a week", type, props: { retentionInDays: 7 } },
  { name: "thirty days", type, props: { retentionInDays: 30 } },
  { name: "five days", type, props: { retentionInDays: 5 }, findings: ["retentionInDays::5"] },
  { name: "a year", type, props: { retentionInDays: 365 }, findings: ["retentionInDays::365"] },
  {
    name: "a year, where that is asked for",
    type,
    props: { retentionInDays: 365 },
    parameters: { maximumDays: 400 },
  },
  { name: "for ever, in silence", type, props: {}, findings: ["for-ever"] },
  { name: "for ever, in words", type, props: { retentionInDays: 0 }, findings: ["for-ever"] },
  {
    name: "not known",
    type,
    props: { retentionInDays: unknownString },
    findings: ["Unknown::retentionInDays"],
  },
]);
