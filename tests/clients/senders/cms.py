"""`standardwebhooks` (MIT) verifies what we sign for `cms`, and signs what Vigie verifies."""

from datetime import datetime, timezone

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

import delivery


class Library:
    def __init__(self, secret):
        self.webhook = Webhook(secret)

    def take(self, headers, body):
        """What the bytes mean is no part of Standard Webhooks."""
        try:
            self.webhook.verify(body, headers, json_parse=False)
        except WebhookVerificationError:
            return False, None
        return True, []

    def signed(self, case, headers, body):
        now = datetime.now(tz=timezone.utc)
        own = {
            "webhook-id": f"msg_{case}",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self.webhook.sign(f"msg_{case}", now, body),
        }
        return {**delivery.without(headers, *own), **own}


if __name__ == "__main__":
    request = delivery.request()
    delivery.run(request, Library(request["secret"]))
