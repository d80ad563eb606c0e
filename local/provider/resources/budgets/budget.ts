import type { JsonClient } from "../../clients/signed";
import type { Context, Property, ResourceType, State, Value, Values } from "../resource";
import {
  compact,
  finish,
  found,
  fromApi,
  needed,
  number,
  object,
  objects,
  type Shape,
  strings,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  text,
  toApi,
} from "../shared";

const notFound = ["NotFoundException"];

const costTypes: Shape = {
  includeCredit: { default: true },
  includeDiscount: { default: true },
  includeOtherSubscription: { default: true },
  includeRecurring: { default: true },
  includeRefund: { default: true },
  includeSubscription: { default: true },
  includeSupport: { default: true },
  includeTax: { default: true },
  includeUpfront: { default: true },
  useAmortized: { default: false },
  useBlended: { default: false },
};

const condition: Shape = {
  comparisonOperator: { required: true },
  notificationType: { required: true },
  threshold: { required: true },
  thresholdType: { required: true },
};

const notification: Record<string, Property> = {
  ...condition,
  subscriberEmailAddresses: { set: true },
  subscriberSnsTopicArns: { set: true },
};

const unnotified = ["notifications", "tags"];

/** A budget. Its id is `<account>:<name>`. The emulator spends nothing. */
export const budget: ResourceType = {
  token: "aws:budgets/budget:Budget",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    accountId: { replace: true, writeOnly: true },
    budgetType: { required: true },
    timeUnit: { required: true },
    limitAmount: {},
    limitUnit: {},
    // The default period starts now and does not end.
    timePeriodStart: {},
    timePeriodEnd: { default: "2087-06-15_00:00" },
    costFilters: { set: true, of: { name: { required: true }, values: { required: true } } },
    costTypes: { of: costTypes },
    notifications: { set: true, of: notification },
    tags,
  },
  stable: ["arn"],
  notFound,

  async create(inputs, context) {
    const AccountId = text(inputs, "accountId") ?? context.accountId;
    await context.clients.json("budgets").call("CreateBudget", {
      AccountId,
      Budget: requestOf(inputs),
      NotificationsWithSubscribers: objects(inputs, "notifications").map(notificationOf),
      ResourceTags: tagList(inputs),
    });
    return finish(() => read(`${AccountId}:${needed(inputs, "name")}`, context, inputs));
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.json("budgets");
    const { AccountId, BudgetName } = partsOf(id);
    const settings = [...changed].some((name) => !unnotified.includes(name));
    return finish(
      () => read(id, context, next),
      () => (settings ? client.call("UpdateBudget", { AccountId, NewBudget: requestOf(next) }) : undefined),
      () => (changed.has("notifications") ? setNotifications(client, id, next) : undefined),
      async () => {
        if (!changed.has("tags")) return;
        const { removed, set } = tagChanges(old, next);
        const ResourceARN = arnOf(AccountId, BudgetName);
        if (removed.length > 0) await client.call("UntagResource", { ResourceARN, ResourceTagKeys: removed });
        if (set.length > 0) await client.call("TagResource", { ResourceARN, ResourceTags: set });
      },
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.json("budgets").call("DeleteBudget", partsOf(id));
  },

  async locate(inputs, context) {
    const account = text(inputs, "accountId") ?? context.accountId;
    return (await read(`${account}:${needed(inputs, "name")}`, context, inputs))?.id;
  },
};

function partsOf(id: string): { AccountId: string; BudgetName: string } {
  const [AccountId = "", ...name] = id.split(":");
  return { AccountId, BudgetName: name.join(":") };
}

const arnOf = (account: string, name: string): string => `arn:aws:budgets::${account}:budget/${name}`;

function requestOf(inputs: Values): object {
  const filters = objects(inputs, "costFilters").map((filter) => [needed(filter, "name"), filter["values"]]);
  const amount = text(inputs, "limitAmount");
  const period = { Start: epoch(inputs, "timePeriodStart"), End: epoch(inputs, "timePeriodEnd") };
  return {
    BudgetName: needed(inputs, "name"),
    BudgetType: needed(inputs, "budgetType"),
    TimeUnit: needed(inputs, "timeUnit"),
    BudgetLimit:
      amount === undefined ? undefined : { Amount: amount, Unit: text(inputs, "limitUnit") ?? "USD" },
    CostFilters: filters.length > 0 ? (Object.fromEntries(filters) as object) : undefined,
    CostTypes: "costTypes" in inputs ? toApi(object(inputs, "costTypes"), costTypes) : undefined,
    TimePeriod: period.Start === undefined && period.End === undefined ? undefined : period,
  };
}

/** `2026-01-31_00:00`, in UTC, as seconds. */
function epoch(inputs: Values, name: string): number | undefined {
  const given = text(inputs, name);
  return given === undefined ? undefined : Date.parse(`${given.replace("_", "T")}:00Z`) / 1000;
}

function timeOf(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", "_");
}

function notificationOf(given: Values): { Notification: object; Subscribers: object[] } {
  const subscribers = (name: string, SubscriptionType: string) =>
    strings(given, name).map((Address) => ({ SubscriptionType, Address }));
  return {
    Notification: toApi(given, condition),
    Subscribers: [
      ...subscribers("subscriberEmailAddresses", "EMAIL"),
      ...subscribers("subscriberSnsTopicArns", "SNS"),
    ],
  };
}

async function setNotifications(client: JsonClient, id: string, next: Values): Promise<void> {
  const target = partsOf(id);
  const live = objects(await client.call("DescribeNotificationsForBudget", target), "Notifications");
  for (const Notification of live) await client.call("DeleteNotification", { ...target, Notification });
  for (const given of objects(next, "notifications")) {
    await client.call("CreateNotification", { ...target, ...notificationOf(given) });
  }
}

async function notificationsOf(client: JsonClient, id: string): Promise<Value[]> {
  const target = partsOf(id);
  const live = objects(await client.call("DescribeNotificationsForBudget", target), "Notifications");
  const notifications: Value[] = [];
  for (const Notification of live) {
    const ask = { ...target, Notification };
    const response = objects(await client.call("DescribeSubscribersForNotification", ask), "Subscribers");
    const addresses = (type: string) =>
      response
        .filter(({ SubscriptionType }) => SubscriptionType === type)
        .map((one) => needed(one, "Address"));
    notifications.push({
      ...fromApi(Notification, condition),
      subscriberEmailAddresses: addresses("EMAIL"),
      subscriberSnsTopicArns: addresses("SNS"),
    });
  }
  return notifications;
}

async function read(id: string, { clients }: Context, last: Values | undefined): Promise<State | undefined> {
  const client = clients.json("budgets");
  const answer = await found(notFound, () => client.call("DescribeBudget", partsOf(id)));
  if (answer === undefined) return undefined;
  const { AccountId, BudgetName } = partsOf(id);
  const response = object(answer, "Budget");
  const [limit, period] = [object(response, "BudgetLimit"), object(response, "TimePeriod")];
  const arn = arnOf(AccountId, BudgetName);
  const live = await client.call("ListTagsForResource", { ResourceARN: arn });
  const amount = text(limit, "Amount");
  const written = text(last ?? {}, "limitAmount");
  const start = last !== undefined && "timePeriodStart" in last;
  return {
    id,
    inputs: compact({
      name: BudgetName,
      budgetType: response["BudgetType"],
      timeUnit: response["TimeUnit"],
      // AWS returns 100 as 100.0.
      limitAmount: written !== undefined && Number(written) === Number(amount) ? written : amount,
      limitUnit: limit["Unit"],
      timePeriodStart: start ? timeOf(number(period, "Start")) : undefined,
      timePeriodEnd: timeOf(number(period, "End")),
      costFilters: Object.entries(object(response, "CostFilters")).map(([name, values]) => ({
        name,
        values,
      })),
      costTypes: fromApi(object(response, "CostTypes"), costTypes),
      notifications: await notificationsOf(client, id),
      tags: tagRecord(objects(live, "ResourceTags")),
    }),
    outputs: { arn, accountId: AccountId },
  };
}
