import { arns, parameterName, physicalName } from "./names";

test("a physical name is sjc1990app-<thing>-<stage>", () => {
  expect(physicalName("users", { stage: "dev" })).toBe("sjc1990app-users-dev");
  expect(parameterName("jwt", { stage: "prod" })).toBe("/sjc1990app/prod/jwt");
});

test("an invalid name is refused", () => {
  expect(() => physicalName("x".repeat(50), { stage: "dev" })).toThrow(
    "has 65 characters; the maximum is 64",
  );
  expect(() => physicalName("Users", { stage: "dev" })).toThrow("only a-z, 0-9 and hyphens");
});

test("ARNs are built from names", () => {
  const arn = arns({ stage: "dev", region: "us-east-1", accountId: "123456789012" });
  expect(arn.tableIndex("t", "i")).toBe("arn:aws:dynamodb:us-east-1:123456789012:table/t/index/i");
  expect(arn.parameter("/sjc1990app/dev/jwt")).toBe(
    "arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app/dev/jwt",
  );
  expect(arn.role("r")).toBe("arn:aws:iam::123456789012:role/r");
});
