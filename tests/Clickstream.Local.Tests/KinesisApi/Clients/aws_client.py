"""The aws command line, in this process because each start of it takes a second. Arguments: endpoint, stream."""
import base64
import contextlib
import datetime
import io
import json
import sys

import scenario
from awscli.clidriver import create_clidriver

driver = create_clidriver()
endpoint, stream = sys.argv[1:]


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def letters(i):
    """The command line of version 1 takes blobs as text."""
    return base64.b64encode(scenario.binary(i))


def call(operation, **parameters):
    command = "".join("-" + c.lower() if c.isupper() else c for c in operation).lstrip("-")
    arguments = ["kinesis", command, "--endpoint-url", endpoint, "--output", "json"]
    for name, value in parameters.items():
        option = "--" + "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-")
        arguments += [option, json.dumps(value, default=text) if isinstance(value, list) else text(value)]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        code = driver.main(arguments)
    assert code == 0, (arguments, code)
    return times(json.loads(output.getvalue() or "{}"))


def times(answer):
    for record in answer.get("Records", []):
        if "ApproximateArrivalTimestamp" in record:
            at = record["ApproximateArrivalTimestamp"]
            record["ApproximateArrivalTimestamp"] = round((at if isinstance(at, float) else datetime.datetime.fromisoformat(at).timestamp()) * 1000)
    return answer


scenario.finish(scenario.run(call, stream, letters))
