"""`line-bot-sdk` (Apache-2.0) verifies and parses what we sign for `line`; what its validator computes, Vigie verifies.

It offers no signing, so the signature is taken from the comparison in which its validator would accept it.
"""

from unittest import mock

from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.webhook import SignatureValidator, WebhookParser
from linebot.v3.webhooks import MessageEvent, TextMessageContent

import delivery

SIGNATURE = "x-line-signature"


class Library:
    def __init__(self, secret):
        self.validator = SignatureValidator(secret)
        self.parser = WebhookParser(secret)

    def take(self, headers, body):
        signature = headers.get(SIGNATURE, "")
        accepted = self.validator.validate(body, signature)
        try:
            events = self.parser.parse(body, signature)
        except (InvalidSignatureError, ValueError):
            return accepted, None
        return accepted, [
            [event.message.id, event.message.text, event.source and event.source.user_id]
            for event in events
            if isinstance(event, MessageEvent) and isinstance(event.message, TextMessageContent)
        ]

    def signed(self, case, headers, body):
        with mock.patch("linebot.v3.webhook.compare_digest") as compare:
            self.validator.validate(body, "")
        return {**headers, SIGNATURE: compare.call_args.args[1].decode()}


if __name__ == "__main__":
    request = delivery.request()
    delivery.run(request, Library(request["secret"]))
