import { captureOutput } from "../testing/output";
import { apiHandler, ok } from "./http";
import { route } from "./route";

const output = captureOutput();

const probe = route(() => ({
  method: "GET",
  path: "/probe",
  auth: "public",
  function: "probe",
  operationId: "probe",
  tag: "Probe",
  summary: "Tries",
  responses: { 200: { description: "Fine", schema: undefined } },
}));

async function call(headers: Record<string, string>, endpoint = () => Promise.resolve(ok({}))) {
  process.env["CORS_ORIGINS"] = "https://app.example.org";
  const event = { headers, requestContext: { requestId: "gateway-id" } };
  return apiHandler(probe, () => endpoint)(event, undefined);
}

describe("the correlation id", () => {
  const answered = async (given: Record<string, string>) => (await call(given)).headers?.["X-Correlation-Id"];

  test.each(["a", "0f8fad5b-d9cb-469f-a165-70867728950e", "A_b-9".padEnd(64, "x")])(
    "of the caller is logged and returned: %s",
    async (id) => {
      expect(await answered({ "x-correlation-id": id })).toBe(id);
      expect(output.lines()).toMatchObject([{ correlation_id: id, requestId: "gateway-id" }]);
    },
  );

  test.each(["", "x".repeat(65), "a b", "a\nb", "é", "<script>", "+85291234567", "a@example.org"])(
    "is the request id when the caller's is not valid: %j",
    async (id) => {
      expect(await answered({ "X-Correlation-Id": id })).toBe("gateway-id");
      expect(output.lines()).toMatchObject([{ correlation_id: "gateway-id" }]);
    },
  );

  test("is on errors too, can be read by scripts, and ends with the request", async () => {
    const failed = await call({ "x-correlation-id": "one" }, () => Promise.reject(new Error("x")));
    expect(failed.statusCode).toBe(500);
    expect(failed.headers?.["X-Correlation-Id"]).toBe("one");
    const { headers } = await call({ origin: "https://app.example.org" });
    expect(headers?.["Access-Control-Expose-Headers"]).toBe("Retry-After,X-Correlation-Id");
    expect(output.lines()).toMatchObject([{ correlation_id: "one" }, { correlation_id: "gateway-id" }]);
  });
});
