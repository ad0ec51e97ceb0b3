"""`twitchAPI` (MIT) serves its own EventSub webhook, takes what we sign for `twitch` and reads it.

It offers no signing, so the signature is taken from the comparison in which it would accept it. It needs `enum-tools`, which
is LGPL-3.0-or-later: nothing of it is in Vigie, and this is a program of its own.
"""

import asyncio
import json
import logging
import types

from twitchAPI.eventsub.webhook import EventSubWebhook
from twitchAPI.object.eventsub import (
    AutomodMessageHoldEvent,
    ChannelChatMessageDeleteEvent,
    ChannelChatMessageEvent,
    ChannelFollowEvent,
)
from twitchAPI.twitch import Twitch

import delivery

PREFIX = "twitch-eventsub-message-"
SIGNATURE = PREFIX + "signature"
EVENTS = {
    "automod.message.hold": AutomodMessageHoldEvent,
    "channel.chat.message": ChannelChatMessageEvent,
    "channel.chat.message_delete": ChannelChatMessageDeleteEvent,
    "channel.follow": ChannelFollowEvent,
}


def subscription(body):
    """The type and the id of the subscription that a body is about."""
    try:
        told = json.loads(body).get("subscription", {})
    except ValueError:
        return None, None
    return told.get("type"), told.get("id")


class Library:
    """A listener on this machine, which is never asked to speak to Twitch."""

    def __init__(self, secret):
        twitch = Twitch("an-app", authenticate_app=False)
        self.hook = EventSubWebhook("https://bot.example", 0, twitch, host_binding="127.0.0.1")
        self.hook.secret, self.hook.unsubscribe_on_stop, self.heard = secret, False, []
        self.hook.start()
        # The port that it was given.
        runner = self.hook._EventSubWebhook__hook_runner
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/callback"

    async def hear(self, told):
        event = told.event
        message = getattr(event, "message", None)
        if message is not None:
            author = getattr(event, "chatter_user_id", None) or getattr(event, "user_id", None)
            self.heard.append([event.message_id, message.text, author])

    def compare(self, headers, body, signature):
        """Whether it takes this for the signature of a body."""
        given = {name.title(): value for name, value in headers.items()}
        given[SIGNATURE.title()] = signature

        async def text():
            return body

        request = types.SimpleNamespace(headers=given, text=text)
        try:
            return asyncio.run(self.hook._verify_signature(request))
        except KeyError:
            return False

    def take(self, headers, body):
        accepted = self.compare(headers, body, headers.get(SIGNATURE, ""))
        # It asks for no proof of what it has not subscribed to.
        kind, name = subscription(body)
        self.hook._add_callback(name, self.hear, EVENTS.get(kind, ChannelChatMessageEvent))
        self.heard = []
        status = delivery.post(self.url, headers, body)
        # It answers before it has told: what is asked of its loop now comes after that.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self.hook._callback_loop).result(30)
        return accepted, self.heard if status == 200 else None

    def signed(self, case, headers, body):
        own = {PREFIX + "id": case, PREFIX + "timestamp": headers[PREFIX + "timestamp"]}
        captured = delivery.Captured()
        self.compare({**headers, **own}, body, captured)
        return {**headers, **own, SIGNATURE: captured.seen}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    request = delivery.request()
    library = Library(request["secret"])
    delivery.run(request, library)
    asyncio.run(library.hook.stop())
