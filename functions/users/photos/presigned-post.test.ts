import { presignPost, signPolicy, uploadUrl } from "./presigned-post";

/** The example of the S3 documentation, "Browser-based uploads using HTTP POST (AWS Signature Version 4)". */
const documented = {
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  policy:
    "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9",
  signature: "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
};

test("signs the example of the AWS documentation", () => {
  const { secret, policy, signature } = documented;
  expect(signPolicy(secret, "20151229", "us-east-1", policy)).toBe(signature);
});

test("fixes all fields, the size range, and an expiry of five minutes", () => {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "token" };
  const now = Date.parse("2027-01-15T08:00:00.123Z");
  const fields = presignPost(credentials, {
    ...{ bucket: "b", region: "us-east-1", key: "profiles/u/1.png", contentType: "image/png" },
    ...{ maxBytes: 7, expiresIn: 300, now },
  });
  const { policy, "x-amz-signature": signature, ...bound } = fields;
  expect(bound).toEqual({
    key: "profiles/u/1.png",
    "Content-Type": "image/png",
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": "AKID/20270115/us-east-1/s3/aws4_request",
    "x-amz-date": "20270115T080000Z",
    "x-amz-security-token": "token",
  });
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.parse(Buffer.from(policy!, "base64").toString())).toEqual({
    expiration: "2027-01-15T08:05:00.123Z",
    conditions: [
      { bucket: "b" },
      ["content-length-range", 1, 7],
      ...Object.entries(bound).map(([name, value]) => ({ [name]: value })),
    ],
  });
});

test("a form is sent to the bucket's host, or to a custom endpoint", () => {
  expect(uploadUrl("b", "us-east-1", undefined)).toBe("https://b.s3.us-east-1.amazonaws.com/");
  expect(uploadUrl("b", "us-east-1", "http://127.0.0.1:4566/")).toBe("http://127.0.0.1:4566/b");
});
