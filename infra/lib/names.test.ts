import { arns, parameterName, physicalName } from "./names";

test("a physical name is sjc1990app-<thing>-<stage>", () => {
  expect(physicalName("users", { stage: "dev" })).toBe("sjc1990app-users-dev");
  expect(parameterName("jwt", { stage: "prod" })).toBe("/sjc1990app/prod/jwt");
});

test("a name that AWS would refuse is refused at once", () => {
  expect(() => physicalName("x".repeat(50), { stage: "dev" })).toThrow("has 65 characters, at most 64 fit");
  expect(() => physicalName("Users", { stage: "dev" })).toThrow("a-z, 0-9 and hyphens only");
});

test("ARNs are made of names alone", () => {
  const arn = arns({ stage: "dev", region: "us-east-1", accountId: "123456789012" });
  expect(arn.tableIndex("t", "i")).toBe("arn:aws:dynamodb:us-east-1:123456789012:table/t/index/i");
  expect(arn.parameter("/sjc1990app/dev/jwt")).toBe(
    "arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app/dev/jwt",
  );
  expect(arn.role("r")).toBe("arn:aws:iam::123456789012:role/r");
});
