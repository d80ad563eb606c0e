/** Who may assume a role. */
export const trust = (service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

/** A policy of one statement. */
export const allow = (action: string, resource: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });

/** A policy as functions have. */
export const readTable = allow("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:000000000000:table/users");
