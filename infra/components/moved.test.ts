import * as pulumi from "@pulumi/pulumi";

import { mockProgram, settled } from "../offline/mocks";
import { LambdaFunction, Queue, QueueSubscription } from ".";

test("resources that moved into a component keep their former parent and name as an alias", async () => {
  await mockProgram();
  const registered = new Map<string, pulumi.ResourceOptions>();
  pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
    registered.set(`${type}::${name}`, opts);
    return undefined;
  });

  const health = new LambdaFunction("health", {
    entry: "health/health",
    description: "Health check",
    grants: [],
  });
  const queue = new Queue("erasure", { description: "Data are not erased." });
  const subscription = new QueueSubscription("new-name", { function: health, queue, formerName: "old-name" });
  await settled();

  const role = registered.get("aws:iam/role:Role::health-role");
  expect(role?.parent).not.toBe(health);
  expect(role?.aliases).toHaveLength(1);
  expect(aliasOf(role).parent).toBe(health);

  const mapping = registered.get("aws:lambda/eventSourceMapping:EventSourceMapping::new-name");
  expect(mapping?.parent).toBe(subscription);
  expect(aliasOf(mapping).parent).toBe(health);
  expect(aliasOf(mapping).name).toBe("old-name");
});

function aliasOf(opts: pulumi.ResourceOptions | undefined): pulumi.Alias {
  const [alias] = opts?.aliases ?? [];
  return alias as pulumi.Alias;
}
