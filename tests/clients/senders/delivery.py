"""What all of these programs share: fixtures come in as JSON, what a library makes of them goes out as JSON.

In:  {"url": …, "secret": …, "fixtures": [{"case", "method", "path", "headers", "body", "good"}]}; the headers hold our
     signature, `good` says whether it is one.
Out: for each case {"accepted": does the library take our signature, "read": the messages it reads as [id, text, author],
     or null where it cannot, "status": what Vigie answers to the same body signed by the library}. A fixture that is not
     signed well has no `read` and no `status`.
"""

import json
import re
import sys
import urllib.error
import urllib.request


def request():
    """What the test asks for."""
    return json.load(sys.stdin)


def post(url, headers, body):
    """The status of an answer."""
    sent = urllib.request.Request(url, data=body.encode(), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def without(headers, *names):
    """The headers of a fixture that are not part of its proof."""
    return {name: value for name, value in headers.items() if name.lower() not in names}


def mended(text):
    """A text that JSON can hold: half an emoji becomes a replacement character."""
    return text and re.sub("[\ud800-\udfff]", "\ufffd", text)


def run(request, library):
    """Has a library take, read and sign every fixture; prints what came of it."""
    told = {}
    for fixture in request["fixtures"]:
        headers, body = fixture["headers"], fixture["body"]
        accepted, read = library.take(headers, body)
        made = {"accepted": accepted}
        if fixture["good"]:
            made["read"] = read and [[mended(part) for part in message] for message in read]
            made["status"] = post(
                request["url"] + fixture["path"], library.signed(fixture["case"], headers, body), body
            )
        told[fixture["case"]] = made
    json.dump(told, sys.stdout)


class Captured:
    """Equal to nothing, and keeps what it was compared with: how a library that only verifies tells what it would sign."""

    seen = None

    def __eq__(self, other):
        self.seen = other
        return False
