"""Renders mapping templates as API Gateway's Velocity would: one JSON list of cases in, one of results out."""

import json
import re
import sys

import airspeed


class Input:
    def __init__(self, request):
        self._request = request

    def params(self, name=None):
        where = {kind: self._request.get(kind, {}) for kind in ("path", "querystring", "header")}
        if name is None:
            return where
        if name in where:
            return where[name]
        # In this order, like API Gateway; "" when the request has no such parameter.
        return next((of[name] for of in where.values() if name in of), "")


def render(template, request):
    # Velocity allows hyphens in names, this engine does not: replace them.
    names = {}

    def named(match):
        name = match.group(0).replace("-", "_")
        names[name] = match.group(0)
        return name

    text = re.sub(r"(?<=\$context\.responseOverride\.header\.)[\w-]+", named, template)
    override = {"header": {}}
    body = airspeed.Template(text).merge({"input": Input(request), "context": {"responseOverride": override}})
    return {"body": body, "headers": {names[name]: value for name, value in override["header"].items()}}


json.dump([render(case["template"], case["request"]) for case in json.load(sys.stdin)], sys.stdout)
