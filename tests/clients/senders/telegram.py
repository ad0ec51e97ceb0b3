"""`aiogram` (MIT) serves a webhook of its own, takes what we send for `telegram` and reads it.

Telegram signs nothing: what it presents is the secret, and so does what goes to Vigie from here.
"""

import asyncio
import logging
import threading

from aiogram import Bot, Dispatcher
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

import delivery

TOKEN = "X-Telegram-Bot-Api-Secret-Token"
KINDS = ["message", "edited_message", "channel_post", "edited_channel_post", "business_message"]


class Library:
    """A bot that listens on this machine, and is never asked to speak to Telegram."""

    def __init__(self, secret):
        self.secret, self.heard, self.started = secret, [], threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True).start()
        if not self.started.wait(30):
            raise RuntimeError("the bot does not listen")

    async def serve(self):
        dispatcher, app = Dispatcher(), web.Application()
        for kind in KINDS:
            dispatcher.observers[kind].register(self.hear)
        bot = Bot("42:A-token-that-nobody-checks")
        handler = SimpleRequestHandler(dispatcher, bot, False, secret_token=self.secret)
        handler.register(app, path="/")
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        self.started.set()
        await asyncio.Event().wait()

    async def hear(self, message):
        # As Telegram names it: a message is numbered within its chat, and that within a business connection.
        place = [message.business_connection_id] if message.business_connection_id else []
        name = "/".join(map(str, [*place, message.chat.id, message.message_id]))
        author = message.sender_chat or message.from_user
        self.heard.append([name, message.text or message.caption or "", author and str(author.id)])

    def take(self, headers, body):
        self.heard = []
        status = delivery.post(self.url, headers, body)
        return status != 401, self.heard if status == 200 else None

    def signed(self, case, headers, body):
        return {**delivery.without(headers, TOKEN.lower()), TOKEN: self.secret}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    request = delivery.request()
    delivery.run(request, Library(request["secret"]))
