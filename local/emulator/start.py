"""Starts MiniStack, with two IAM checks corrected to what AWS does."""

import json

from ministack.app import main
from ministack.core import iam_actions, iam_evaluator

action_of = iam_actions.extract_iam_action
resource_of = iam_actions.extract_resource_arn
enforce = iam_evaluator.enforce


def batch_action(*request):
    """SQS has no permissions for batches: the permission of the single action covers them."""
    action = action_of(*request)
    return action.removesuffix("Batch") if action and action.startswith("sqs:") else action


def all_parameters(service, method, path, headers, body, query, region, account):
    """The ARNs of all parameters that GetParameters names, one a line."""
    if service == "ssm" and headers.get("x-amz-target", "").endswith(".GetParameters"):
        names = json.loads(body).get("Names", [])
        return "\n".join(f"arn:aws:ssm:{region}:{account}:parameter/{name.lstrip('/')}" for name in names)
    return resource_of(service, method, path, headers, body, query, region, account)


def enforce_each(access_key, action, service, region, resource_arn="*", service_context=None):
    """Parameter Store denies GetParameters unless it allows each parameter."""
    resources = resource_arn.split("\n") if action == "ssm:GetParameters" else [resource_arn]
    checks = (enforce(access_key, action, service, region, resource, service_context) for resource in resources)
    return next((denied for denied in checks if denied), None)


# The app imports them from these modules for each request.
iam_actions.extract_iam_action = batch_action
iam_actions.extract_resource_arn = all_parameters
iam_evaluator.enforce = enforce_each

main()
