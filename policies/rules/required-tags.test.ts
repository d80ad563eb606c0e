import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { requiredTags } from "./required-tags";

const type = "dynamodb/table:Table";
const tags = { project: "app", stage: "dev", component: "users", owner: "team", costCentre: "alumni" };
const { owner: _, ...withoutOwner } = tags;

resourceCases(requiredTags, [
  { name: "all tags", type, props: { tags } },
  { name: "no tags", type, props: {}, findings: ["project, stage, component, owner, costCentre"] },
  { name: "one that is missing", type, props: { tags: withoutOwner }, findings: ["owner"] },
  { name: "one that is empty", type, props: { tags: { ...tags, stage: " " } }, findings: ["stage"] },
  { name: "one that is not known yet", type, props: { tags: { ...tags, stage: unknownString } } },
  { name: "tags that are not known", type, props: { tags: unknownString }, findings: ["Unknown::tags"] },
  {
    name: "one from the provider",
    type,
    props: { tags: withoutOwner },
    provider: { defaultTags: JSON.stringify({ tags: { owner: "team" } }) },
  },
  { name: "other keys", type, props: { tags: { team: "a" } }, parameters: { keys: ["team"] } },
]);
