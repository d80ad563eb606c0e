/**
 * JSON schema of the body of a dashboard, for the widgets that this program uses:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const dashboardSchema = {
  type: "object",
  additionalProperties: false,
  required: ["widgets"],
  properties: {
    start: { type: "string", pattern: "^-P(T\\d+[MH]|\\d+[DWM])$" },
    periodOverride: { enum: ["auto", "inherit"] },
    widgets: {
      type: "array",
      maxItems: 100,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["type", "x", "y", "width", "height", "properties"],
        properties: {
          type: { enum: ["alarm", "metric", "text"] },
          x: { type: "integer", minimum: 0, maximum: 23 },
          y: { type: "integer", minimum: 0 },
          width: { type: "integer", minimum: 1, maximum: 24 },
          height: { type: "integer", minimum: 1, maximum: 1000 },
          properties: { type: "object" },
        },
        oneOf: [widget("text", text()), widget("alarm", alarm()), widget("metric", metric())],
      },
    },
  },
};

function widget(type: string, properties: object) {
  return { properties: { type: { const: type }, properties } };
}

function text() {
  return {
    type: "object",
    additionalProperties: false,
    required: ["markdown"],
    properties: {
      markdown: { type: "string", minLength: 1 },
      background: { enum: ["transparent", "solid"] },
    },
  };
}

function alarm() {
  return {
    type: "object",
    additionalProperties: false,
    required: ["alarms"],
    properties: {
      alarms: {
        type: "array",
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: { type: "string", pattern: "^arn:aws:cloudwatch:[a-z0-9-]+:\\d{12}:alarm:[\\w-]+$" },
      },
      sortBy: { enum: ["default", "stateUpdatedTimestamp", "timestamp"] },
      states: { type: "array", items: { enum: ["ALARM", "INSUFFICIENT_DATA", "OK"] } },
      title: { type: "string" },
    },
  };
}

function metric() {
  const color = { type: "string", pattern: "^#[0-9a-f]{6}$" };
  const period = { type: "integer", minimum: 60, multipleOf: 60 };
  const id = { type: "string", pattern: "^[a-z]\\w*$" };
  const axis = {
    type: "object",
    additionalProperties: false,
    properties: {
      label: { type: "string" },
      min: { type: "number" },
      max: { type: "number" },
      showUnits: { type: "boolean" },
    },
  };
  const rendering = {
    type: "object",
    additionalProperties: false,
    properties: {
      color,
      id,
      label: { type: "string" },
      period,
      stat: { type: "string", pattern: "^(SampleCount|Average|Sum|Minimum|Maximum|p\\d{1,2}(\\.\\d+)?)$" },
      visible: { type: "boolean" },
      yAxis: { enum: ["left", "right"] },
    },
  };
  const expression = {
    type: "object",
    additionalProperties: false,
    required: ["expression"],
    properties: { expression: { type: "string" }, label: { type: "string" }, id, color, period },
  };
  return {
    type: "object",
    additionalProperties: false,
    required: ["region", "metrics"],
    properties: {
      annotations: {
        type: "object",
        additionalProperties: false,
        properties: {
          horizontal: {
            type: "array",
            items: {
              type: "object",
              additionalProperties: false,
              required: ["value"],
              properties: { value: { type: "number" }, label: { type: "string" }, color },
            },
          },
        },
      },
      metrics: {
        type: "array",
        minItems: 1,
        maxItems: 500,
        items: {
          type: "array",
          oneOf: [
            { minItems: 1, maxItems: 1, items: expression },
            // Namespace, name, up to 30 dimensions in pairs, and rendering.
            { minItems: 3, maxItems: 63, items: { anyOf: [{ type: "string", minLength: 1 }, rendering] } },
          ],
        },
      },
      period,
      region: { type: "string", pattern: "^[a-z]{2}-[a-z]+-\\d$" },
      setPeriodToTimeRange: { type: "boolean" },
      sparkline: { type: "boolean" },
      stacked: { type: "boolean" },
      title: { type: "string", minLength: 1 },
      view: { enum: ["timeSeries", "singleValue"] },
      yAxis: {
        type: "object",
        additionalProperties: false,
        properties: { left: axis, right: axis },
      },
    },
  };
}
