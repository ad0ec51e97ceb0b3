"""`pywa` (MIT) verifies and reads what we sign for WhatsApp, which is one of the products of `meta`.

Its signature is that of the whole family, so it judges all fixtures of `meta`. It offers no signing: the signature is taken
from the comparison in which it would accept it.
"""

import hmac
import logging
from unittest import mock

from pywa import WhatsApp, handlers

import delivery

SIGNATURE = "x-hub-signature-256"


class Library:
    """A client of the Cloud API that only listens."""

    def __init__(self, secret):
        self.heard = []
        self.whatsapp = WhatsApp(
            phone_id="106540352242922", token="a-token", app_secret=secret, server=None
        )
        self.whatsapp.add_handlers(
            handlers.MessageHandler(self.hear), handlers.EditedMessageHandler(self.hear_edit)
        )

    def hear(self, _, message):
        text = message.text if message.text is not None else message.caption
        self.heard.append([message.id, text or "", message.from_user.wa_id])

    def hear_edit(self, _, edited):
        author = edited.from_user.wa_id
        self.heard.append([edited.original_message_id, edited.message.text, author])

    def take(self, headers, body):
        body = body.encode()
        refused = self.whatsapp.webhook_update_validator(body, headers.get(SIGNATURE))
        self.heard = []
        if b"whatsapp_business_account" not in body:
            return refused is None, None
        _, status = self.whatsapp.webhook_update_handler(body)
        return refused is None, self.heard if status == 200 else None

    def signed(self, case, headers, body):
        with mock.patch.object(hmac, "compare_digest", return_value=True) as compare:
            self.whatsapp.webhook_update_validator(body.encode(), "sha256=")
        return {**headers, SIGNATURE: f"sha256={compare.call_args.args[0]}"}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    request = delivery.request()
    delivery.run(request, Library(request["secret"]))
