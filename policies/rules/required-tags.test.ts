import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { requiredTags } from "./required-tags";

const type = "dynamodb/table:Table";
const tags = { project: "app", stage: "dev", component: "users", owner: "team", costCentre: "alumni" };
const { owner: _, ...withoutOwner } = tags;

resourceCases(requiredTags, [
  { name: "all tags", type, props: { tags } },
  { name: "no tags", type, props: {}, findings: ["project, stage, component, owner, costCentre"] },
  { name: "a missing tag", type, props: { tags: withoutOwner }, findings: ["owner"] },
  { name: "an empty tag", type, props: { tags: { ...tags, stage: " " } }, findings: ["stage"] },
  { name: "an unknown tag value", type, props: { tags: { ...tags, stage: unknownString } } },
  { name: "unknown tags", type, props: { tags: unknownString }, findings: ["Unknown::tags"] },
  {
    name: "a default tag of the provider",
    type,
    props: { tags: withoutOwner },
    provider: { defaultTags: JSON.stringify({ tags: { owner: "team" } }) },
  },
  { name: "configured keys", type, props: { tags: { team: "a" } }, parameters: { keys: ["team"] } },
]);
