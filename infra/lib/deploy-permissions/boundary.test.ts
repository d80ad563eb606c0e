import { boundaryStatements } from ".";
import { policyDocument } from "../iam";
import { allows } from "./testing/evaluate";

const dev = { stage: "dev", region: "us-east-1", accountId: "111122223333" };

test("the boundary allows what functions of the version before still call", () => {
  const documents = [policyDocument(boundaryStatements(["ssm:GetParameters"], dev))];
  const resource = `arn:aws:ssm:us-east-1:${dev.accountId}:parameter/sjc1990app/dev/jwt`;
  for (const action of ["ssm:GetParameter", "ssm:GetParameters"])
    expect(allows(documents, { action, resource })).toBe(true);
});

test("an action without resources in the boundary is refused", () => {
  expect(() => boundaryStatements(["rds:StartDBCluster"], dev)).toThrow(
    "the boundary does not allow rds:StartDBCluster",
  );
});
