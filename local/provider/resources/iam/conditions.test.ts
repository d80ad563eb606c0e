import { withoutUnknownConditions } from "./conditions";

const document = (Condition?: object): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["ses:SendEmail"],
        Resource: ["*"],
        ...(Condition === undefined ? {} : { Condition }),
      },
    ],
  });

test("only a condition on a sender is left out", () => {
  expect(withoutUnknownConditions(document({ StringEquals: { "ses:FromAddress": "a@example.org" } }))).toBe(
    document(),
  );
  expect(
    withoutUnknownConditions(
      document({
        StringEquals: { "ses:FromAddress": "a@example.org", "aws:PrincipalTag/a": "b" },
        Bool: { "aws:SecureTransport": "true" },
      }),
    ),
  ).toBe(document({ StringEquals: { "aws:PrincipalTag/a": "b" }, Bool: { "aws:SecureTransport": "true" } }));
});

test("a document without one is unchanged", () => {
  const text = ` ${document({ Bool: { "aws:SecureTransport": "true" } })}`;
  expect(withoutUnknownConditions(text)).toBe(text);
});
