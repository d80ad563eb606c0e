import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { annotate } from "../shared/log";
import { sqsConsumer } from "../shared/sqs-consumer";
import { feedbackEvent, processFeedback } from "./email-feedback/service";
import { feedbackStore } from "./email-feedback/store";

/** Processes the bounces and complaints of the email feedback queue. */
export const handler = sqsConsumer("email-feedback", feedbackEvent, () => {
  const store = feedbackStore(dynamoDb, tables("users", "preferences"));

  return async (event) => {
    const userId = await processFeedback(store, event);
    if (userId !== undefined) annotate({ userId });
    return "done";
  };
});
