import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { annotate } from "../shared/log";
import { sqsConsumer } from "../shared/sqs-consumer";
import { feedbackEvent, heedFeedback } from "./email-feedback/service";
import { feedbackStore } from "./email-feedback/store";

/** Heeds what is on the queue of e-mail that came back or was complained about. */
export const handler = sqsConsumer("email-feedback", feedbackEvent, () => {
  const env = environment("USERS_TABLE", "USER_PREFERENCES_TABLE");
  const store = feedbackStore(dynamoDb, {
    users: env.USERS_TABLE,
    preferences: env.USER_PREFERENCES_TABLE,
  });

  return async (event) => {
    const userId = await heedFeedback(store, event);
    if (userId !== undefined) annotate({ userId });
    return "done";
  };
});
