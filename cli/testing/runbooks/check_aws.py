"""Checks commands of the AWS CLI up to the request, which it does not send.

Reads a JSON list of argument lists from stdin, each without `aws`. Writes a JSON list to stdout: the error of each
command, or null if the CLI would send a request.
"""
import contextlib
import io
import json
import sys

from awscli.botocore.awsrequest import AWSResponse
from awscli.clidriver import create_clidriver


class Body(io.BytesIO):
    def stream(self, *_args, **_options):
        yield self.read()


def check(arguments):
    driver = create_clidriver()
    driver.session.set_credentials("test", "test")
    driver.session.set_config_variable("region", "us-east-1")
    requests = []

    def refuse(request, **_options):
        requests.append(request)
        return AWSResponse(request.url, 400, {}, Body())

    # An event of the CLI itself: a handler that returns a response takes the place of the network.
    driver.session.register("before-send", refuse)
    output = io.StringIO()
    with contextlib.redirect_stderr(output), contextlib.redirect_stdout(output):
        try:
            driver.main(arguments)
        except SystemExit:
            pass
    if requests:
        return None
    lines = [line for line in output.getvalue().splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("aws: error:")]
    return (errors or lines or ["the CLI sends no request"])[0]


json.dump([check(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
