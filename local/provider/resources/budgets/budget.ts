import {
  type Budget,
  type BudgetsClient,
  CreateBudgetCommand,
  CreateNotificationCommand,
  DeleteBudgetCommand,
  DeleteNotificationCommand,
  DescribeBudgetCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  ListTagsForResourceCommand,
  type Notification,
  type NotificationWithSubscribers,
  type SubscriptionType,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBudgetCommand,
} from "@aws-sdk/client-budgets";
import type { Context, Property, ResourceType, State, Value, Values } from "../resource";
import {
  compact,
  finish,
  found,
  fromApi,
  needed,
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

/** The settings that the API has in the same structure. */
const settings: Shape = {
  name: { as: "BudgetName", replace: true, autoname: true },
  budgetType: { required: true },
  timeUnit: { required: true },
  limitAmount: { as: "BudgetLimit.Amount" },
  limitUnit: { as: "BudgetLimit.Unit" },
  // The default period starts now and does not end.
  timePeriodStart: { as: "TimePeriod.Start", date: true },
  timePeriodEnd: { as: "TimePeriod.End", date: true, default: "2087-06-15_00:00" },
  costTypes: { of: costTypes },
};

/** A budget in the API, where the filters are values by name. */
const apiBudget: Shape = { ...settings, costFilters: {} };

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

/** A budget. Its id is `<account>:<name>`. The emulator spends nothing. */
export const budget: ResourceType = {
  token: "aws:budgets/budget:Budget",
  properties: {
    ...settings,
    namePrefix: { replace: true, writeOnly: true },
    accountId: { replace: true, writeOnly: true },
    costFilters: { set: true, of: { name: { required: true }, values: { required: true } } },
    notifications: { set: true, of: notification },
    tags,
  },
  stable: ["arn"],
  notFound,

  async create(inputs, context) {
    const AccountId = text(inputs, "accountId") ?? context.accountId;
    await context.clients.budgets().send(
      new CreateBudgetCommand({
        AccountId,
        Budget: requestOf(inputs),
        NotificationsWithSubscribers: objects(inputs, "notifications").map(notificationOf),
        ResourceTags: tagList(inputs),
      }),
    );
    return finish(() => read(`${AccountId}:${needed(inputs, "name")}`, context, inputs));
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.budgets();
    const target = partsOf(id);
    const { AccountId } = target;
    const set = [...changed].some((name) => name in apiBudget);
    return finish(
      () => read(id, context, next),
      () =>
        set ? client.send(new UpdateBudgetCommand({ AccountId, NewBudget: requestOf(next) })) : undefined,
      () => (changed.has("notifications") ? setNotifications(client, id, next) : undefined),
      () => (changed.has("tags") ? setTags(client, arnOf(target), old, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.budgets().send(new DeleteBudgetCommand(partsOf(id)));
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

const arnOf = ({ AccountId, BudgetName }: ReturnType<typeof partsOf>): string =>
  `arn:aws:budgets::${AccountId}:budget/${BudgetName}`;

function requestOf(inputs: Values): Budget {
  const filters = objects(inputs, "costFilters").map(({ name, values }) => [name, values]);
  const request = compact({
    ...inputs,
    limitUnit: text(inputs, "limitUnit") ?? ("limitAmount" in inputs ? "USD" : undefined),
    timePeriodStart: isoTime(inputs, "timePeriodStart"),
    timePeriodEnd: isoTime(inputs, "timePeriodEnd"),
    costFilters: filters.length > 0 ? (Object.fromEntries(filters) as Values) : undefined,
  });
  return toApi(request, apiBudget) as Budget;
}

/** `2026-01-31_00:00`, in UTC, as an ISO 8601 time. */
const isoTime = (inputs: Values, name: string): string | undefined =>
  text(inputs, name)?.replace("_", "T").concat(":00Z");

/** An ISO 8601 time as `2026-01-31_00:00`. */
const budgetTime = (values: Values, name: string): string | undefined =>
  text(values, name)?.slice(0, 16).replace("T", "_");

function notificationOf(given: Values): NotificationWithSubscribers {
  const subscribers = (name: string, SubscriptionType: SubscriptionType) =>
    strings(given, name).map((Address) => ({ SubscriptionType, Address }));
  return {
    Notification: toApi(given, condition) as Notification,
    Subscribers: [
      ...subscribers("subscriberEmailAddresses", "EMAIL"),
      ...subscribers("subscriberSnsTopicArns", "SNS"),
    ],
  };
}

async function liveNotifications(client: BudgetsClient, id: string): Promise<Notification[]> {
  const response = await client.send(new DescribeNotificationsForBudgetCommand(partsOf(id)));
  return response.Notifications ?? [];
}

async function setNotifications(client: BudgetsClient, id: string, next: Values): Promise<void> {
  const target = partsOf(id);
  for (const Notification of await liveNotifications(client, id)) {
    await client.send(new DeleteNotificationCommand({ ...target, Notification }));
  }
  for (const given of objects(next, "notifications")) {
    await client.send(new CreateNotificationCommand({ ...target, ...notificationOf(given) }));
  }
}

async function setTags(client: BudgetsClient, ResourceARN: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) {
    await client.send(new UntagResourceCommand({ ResourceARN, ResourceTagKeys: removed }));
  }
  if (set.length > 0) await client.send(new TagResourceCommand({ ResourceARN, ResourceTags: set }));
}

async function notificationsOf(client: BudgetsClient, id: string): Promise<Value[]> {
  const notifications: Value[] = [];
  for (const Notification of await liveNotifications(client, id)) {
    const query = new DescribeSubscribersForNotificationCommand({ ...partsOf(id), Notification });
    const { Subscribers = [] } = await client.send(query);
    const addresses = (type: SubscriptionType) =>
      Subscribers.filter((one) => one.SubscriptionType === type).map(({ Address = "" }) => Address);
    notifications.push({
      ...fromApi(Notification, condition),
      subscriberEmailAddresses: addresses("EMAIL"),
      subscriberSnsTopicArns: addresses("SNS"),
    });
  }
  return notifications;
}

async function read(id: string, { clients }: Context, last: Values | undefined): Promise<State | undefined> {
  const client = clients.budgets();
  const target = partsOf(id);
  const response = await found(notFound, () => client.send(new DescribeBudgetCommand(target)));
  if (response?.Budget === undefined) return undefined;
  const live = fromApi(response.Budget, apiBudget);
  const arn = arnOf(target);
  const { ResourceTags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  const amount = text(live, "limitAmount");
  const written = text(last ?? {}, "limitAmount");
  const start = last !== undefined && "timePeriodStart" in last;
  return {
    id,
    inputs: compact({
      ...live,
      // AWS returns 100 as 100.0.
      limitAmount: written !== undefined && Number(written) === Number(amount) ? written : amount,
      timePeriodStart: start ? budgetTime(live, "timePeriodStart") : undefined,
      timePeriodEnd: budgetTime(live, "timePeriodEnd"),
      costFilters: Object.entries(object(live, "costFilters")).map(([name, values]) => ({ name, values })),
      notifications: await notificationsOf(client, id),
      tags: tagRecord(ResourceTags),
    }),
    outputs: { arn, accountId: target.AccountId },
  };
}
