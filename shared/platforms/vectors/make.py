#!/usr/bin/env python3
"""Writes the signature vectors beside this file.

An implementation of its own, from the standard library alone and from the platforms' documents, so that a mistake in
src/*/verify.rs is not repeated here. Run it from anywhere; the files only change when this one does.

Each vector: what it shows, the secret, the moment (`now`, seconds), the headers (a list where a header is sent twice),
the body (`body`, or `body_hex` where it is not text), and `expect`: `accept`, or the name of the refusal.
"""

import base64
import hashlib
import hmac
import json
import pathlib

NOW = 1767225600


def hexed(secret, body, digest=hashlib.sha256):
    return hmac.new(secret.encode(), body, digest).hexdigest()


def cms_signature(secret, delivery, timestamp, body):
    encoded = secret.removeprefix("whsec_")
    key = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    signed = delivery.encode() + b"." + timestamp.encode() + b"." + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def vector(what, secret, headers, body, expect):
    kind = {"what": what, "secret": secret, "now": NOW, "headers": headers}
    try:
        kind["body"] = body.decode()
    except UnicodeDecodeError:
        kind["body_hex"] = body.hex()
    return kind | {"expect": expect}


def cms():
    secret = "whsec_dmlnaWUgZXN0IHVuIG5vbSBkZSBjaGllbg=="
    body = '{"type":"comment.created","data":{"comment_id":"c-1","text":"J\'ai mangé des pâtes 🐶"}}'.encode()

    def headers(signature, delivery="msg_1", timestamp=str(NOW)):
        return {"webhook-id": delivery, "webhook-timestamp": timestamp, "webhook-signature": signature}

    def signed(delivery="msg_1", timestamp=str(NOW), body=body, secret=secret):
        return headers(cms_signature(secret, delivery, timestamp, body), delivery, timestamp)

    good = cms_signature(secret, "msg_1", str(NOW), body)
    other = cms_signature("whsec_YXV0cmU=", "msg_1", str(NOW), body)
    url_safe = None
    for n in range(1000):
        candidate = f"msg_{n}"
        signature = cms_signature(secret, candidate, str(NOW), body)
        if "+" in signature or "/" in signature:
            url_safe = headers(signature.replace("+", "-").replace("/", "_"), candidate)
            break
    without = {name: {k: v for k, v in headers(good).items() if k != name} for name in headers(good)}
    return [
        vector("as documented", secret, signed(), body, "accept"),
        vector("the secret without its prefix", secret.removeprefix("whsec_"), signed(), body, "accept"),
        vector("the secret without its padding", secret.rstrip("="), signed(), body, "accept"),
        vector("an empty body", secret, signed(body=b""), b"", "accept"),
        vector("bytes that are not UTF-8", secret, signed(body=b"caf\xe9\x00\xff"), b"caf\xe9\x00\xff", "accept"),
        vector("the second of a list", secret, headers(f"{other} {good}"), body, "accept"),
        vector("beside versions that are unknown", secret, headers(f"v1a,AAAA v7,!! {good}"), body, "accept"),
        vector("signed 300 s ago", secret, signed(timestamp=str(NOW - 300)), body, "accept"),
        vector("signed 300 s ahead", secret, signed(timestamp=str(NOW + 300)), body, "accept"),
        vector("signed 301 s ago", secret, signed(timestamp=str(NOW - 301)), body, "stale-timestamp"),
        vector("signed 301 s ahead", secret, signed(timestamp=str(NOW + 301)), body, "stale-timestamp"),
        vector("another body", secret, headers(good), body + b" ", "wrong-signature"),
        vector("another id", secret, headers(good, delivery="msg_2"), body, "wrong-signature"),
        vector("another timestamp", secret, headers(good, timestamp=str(NOW + 1)), body, "wrong-signature"),
        vector("another secret", "whsec_YXV0cmU=", headers(good), body, "wrong-signature"),
        vector("the right bytes as v2", secret, headers(good.replace("v1,", "v2,")), body, "wrong-signature"),
        vector("31 of 32 bytes", secret, headers("v1," + base64.b64encode(base64.b64decode(good[3:])[:31]).decode()), body, "wrong-signature"),
        vector("33 bytes", secret, headers("v1," + base64.b64encode(base64.b64decode(good[3:]) + b"x").decode()), body, "wrong-signature"),
        vector("the URL-safe alphabet", secret, url_safe, body, "wrong-signature"),
        vector("no version", secret, headers(good[3:]), body, "malformed-header"),
        vector("an empty list", secret, headers(""), body, "wrong-signature"),
        vector("the signature sent twice", secret, headers([good, good]), body, "malformed-header"),
        vector("sent twice and joined", secret, headers(f"{good},{good}"), body, "malformed-header"),
        vector("sent twice and joined with a space", secret, headers(f"{good}, {good}"), body, "malformed-header"),
        vector("an id with a dot", secret, signed(delivery="msg.1"), body, "malformed-header"),
        vector("an empty id", secret, signed(delivery=""), body, "malformed-header"),
        vector("a timestamp with a fraction", secret, signed(timestamp=f"{NOW}.0"), body, "malformed-header"),
        vector("a timestamp with a sign", secret, signed(timestamp=f"+{NOW}"), body, "malformed-header"),
        vector("a timestamp beyond 64 bits", secret, signed(timestamp="9" * 30), body, "malformed-header"),
        vector("no id", secret, without["webhook-id"], body, "malformed-header"),
        vector("no timestamp", secret, without["webhook-timestamp"], body, "missing-timestamp"),
        vector("no signature", secret, without["webhook-signature"], body, "missing-signature"),
        vector("a secret of nothing but its prefix", "whsec_", headers(good), body, "no-secret"),
        vector("a secret that is not base64", "mot de passe", headers(good), body, "no-secret"),
    ]


def hub(header, secret, body):
    """What the platforms with one hexadecimal signature have in common."""
    good = "sha256=" + hexed(secret, body)
    # Mastodon puts its SHA-256 under the name that others have for SHA-1.
    under_its_own_name = "malformed-header" if header == "X-Hub-Signature" else "missing-signature"
    return [
        vector("as documented", secret, {header: good}, body, "accept"),
        vector("hexadecimal digits in upper case", secret, {header: "sha256=" + good[7:].upper()}, body, "accept"),
        vector("an empty body", secret, {header: "sha256=" + hexed(secret, b"")}, b"", "accept"),
        vector("bytes that are not UTF-8", secret, {header: "sha256=" + hexed(secret, b"caf\xe9\x00")}, b"caf\xe9\x00", "accept"),
        vector("another body", secret, {header: good}, body + b"\n", "wrong-signature"),
        vector("another secret", "autre", {header: good}, body, "wrong-signature"),
        vector("the secret in upper case", secret.upper(), {header: good}, body, "wrong-signature"),
        vector("no signature", secret, {}, body, "missing-signature"),
        vector("SHA-1 under its own name", secret, {"X-Hub-Signature": "sha1=" + hexed(secret, body, hashlib.sha1)}, body, under_its_own_name),
        vector("SHA-1 under this name", secret, {header: "sha1=" + hexed(secret, body, hashlib.sha1)}, body, "malformed-header"),
        vector("SHA-512", secret, {header: "sha512=" + hexed(secret, body, hashlib.sha512)}, body, "malformed-header"),
        vector("no scheme", secret, {header: good[7:]}, body, "malformed-header"),
        vector("one digit short", secret, {header: good[:-1]}, body, "malformed-header"),
        vector("one byte short", secret, {header: good[:-2]}, body, "malformed-header"),
        vector("one byte more", secret, {header: good + "00"}, body, "malformed-header"),
        vector("no digits", secret, {header: "sha256="}, body, "malformed-header"),
        vector("base64", secret, {header: "sha256=" + base64.b64encode(bytes.fromhex(good[7:])).decode()}, body, "malformed-header"),
        vector("sent twice", secret, {header: [good, good]}, body, "malformed-header"),
        vector("sent twice and joined", secret, {header: f"{good},{good}"}, body, "malformed-header"),
    ]


def based(header, secret, body, scheme=""):
    """What the platforms with one signature in base64 have in common."""
    def signature(body, secret=secret, digest=hashlib.sha256):
        return scheme + base64.b64encode(hmac.new(secret.encode(), body, digest).digest()).decode()

    good = signature(body)
    raw = base64.b64decode(good[len(scheme):])
    plain = next(b for b in (body + b" " * n for n in range(1000)) if {"+", "/"} & set(signature(b)[len(scheme):]))
    url_safe = scheme + signature(plain)[len(scheme):].replace("+", "-").replace("/", "_")
    return [
        vector("as documented", secret, {header: good}, body, "accept"),
        vector("with signs of base64 that URLs do not take", secret, {header: signature(plain)}, plain, "accept"),
        vector("an empty body", secret, {header: signature(b"")}, b"", "accept"),
        vector("bytes that are not UTF-8", secret, {header: signature(b"caf\xe9\x00")}, b"caf\xe9\x00", "accept"),
        vector("the second of two secrets", f"autre\n{secret}", {header: good}, body, "accept"),
        vector("another body", secret, {header: good}, body + b"\n", "wrong-signature"),
        vector("another secret", "autre", {header: good}, body, "wrong-signature"),
        vector("the other case", secret, {header: scheme + good[len(scheme):-2].swapcase() + good[-2:]}, body, "wrong-signature"),
        vector("no signature", secret, {}, body, "missing-signature"),
        vector("an empty header", secret, {header: ""}, body, "malformed-header"),
        vector("hexadecimal digits", secret, {header: scheme + raw.hex()}, body, "malformed-header"),
        vector("the URL-safe alphabet", secret, {header: url_safe}, plain, "malformed-header"),
        vector("no padding", secret, {header: good.rstrip("=")}, body, "malformed-header"),
        vector("31 of 32 bytes", secret, {header: scheme + base64.b64encode(raw[:31]).decode()}, body, "malformed-header"),
        vector("33 bytes", secret, {header: scheme + base64.b64encode(raw + b"x").decode()}, body, "malformed-header"),
        vector("SHA-1", secret, {header: signature(body, digest=hashlib.sha1)}, body, "malformed-header"),
        vector("SHA-512", secret, {header: signature(body, digest=hashlib.sha512)}, body, "malformed-header"),
        vector("sent twice", secret, {header: [good, good]}, body, "malformed-header"),
        vector("sent twice and joined", secret, {header: f"{good},{good}"}, body, "malformed-header"),
    ]


def line():
    body = '{"destination":"U0123","events":[{"type":"message","message":{"id":"1","text":"J\'ai mangé 🐶"}}]}'.encode()
    escaped = json.dumps(json.loads(body), separators=(",", ":")).encode()
    vectors = based("x-line-signature", "0123456789abcdef0123456789abcdef", body)
    return vectors + [
        vector("the same JSON with escapes", vectors[0]["secret"], vectors[0]["headers"], escaped, "wrong-signature"),
        vector("a scheme before it", vectors[0]["secret"], {k: "sha256=" + v for k, v in vectors[0]["headers"].items()}, body, "malformed-header"),
    ]


def meta():
    secret = "0123456789abcdef0123456789abcdef"
    escaped = rb'{"object":"page","entry":[{"id":"101000000000001","changes":[{"field":"feed","value":{"message":"J\'ai mang\u00e9 \ud83d\udc36"}}]}]}'
    signature = {"X-Hub-Signature-256": "sha256=" + hexed(secret, escaped)}
    unescaped = json.dumps(json.loads(escaped.replace(rb"\'", b"'")), ensure_ascii=False, separators=(",", ":")).encode()
    return hub("X-Hub-Signature-256", secret, escaped) + [
        vector("the same JSON with its escapes undone", secret, signature, unescaped, "wrong-signature"),
    ]


def discourse():
    body = '{"post":{"id":4501,"raw":"Bonjour à tous","version":1}}'.encode()
    return hub("X-Discourse-Event-Signature", "un secret avec des espaces", body)


def mastodon():
    body = '{"event":"status.created","created_at":"2026-01-01T00:00:01.000Z","object":{"id":"1","content":"<p>D\u00e9jà vu 🐶</p>"}}'.encode()
    secret = "0123456789abcdef0123456789abcdef01234567"
    signed = {"X-Hub-Signature": "sha256=" + hexed(secret, body)}
    return hub("X-Hub-Signature", secret, body) + [
        vector("the bytes of the hexadecimal secret", secret, {"X-Hub-Signature": "sha256=" + hmac.new(bytes.fromhex(secret), body, hashlib.sha256).hexdigest()}, body, "wrong-signature"),
        vector("Meta's name of the header", secret, {"X-Hub-Signature-256": signed["X-Hub-Signature"]}, body, "missing-signature"),
    ]


def coral():
    secret = "empsec_8f2d6c1b0a9e4d7c"
    newer = "empsec_1c2d3e4f5a6b7c8d"
    body = json.dumps({"action": "NEW", "comment": {"body": "<p>Déjà vu 🐶</p>"}}, indent=2, ensure_ascii=False).encode()
    compact = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()
    one, two = ("sha256=" + hexed(s, body) for s in (secret, newer))
    header = "X-Coral-Signature"
    return [
        vector("one secret", secret, {header: one}, body, "accept"),
        vector("two secrets, ours first", secret, {header: f"{one},{two}"}, body, "accept"),
        vector("two secrets, ours last", newer, {header: f"{one},{two}"}, body, "accept"),
        vector("two secrets with a space", newer, {header: f"{one}, {two}"}, body, "accept"),
        vector("two secrets in two headers", newer, {header: [one, two]}, body, "accept"),
        vector("hexadecimal digits in upper case", secret, {header: "sha256=" + one[7:].upper()}, body, "accept"),
        vector("beside an entry of another scheme", secret, {header: f"sha1=00,{one}"}, body, "accept"),
        vector("neither of two secrets", "empsec_0000", {header: f"{one},{two}"}, body, "wrong-signature"),
        vector("the secret without its prefix", secret.removeprefix("empsec_"), {header: one}, body, "wrong-signature"),
        vector("the same JSON without its indentation", secret, {header: one}, compact, "wrong-signature"),
        vector("one byte short", secret, {header: one[:-2]}, body, "malformed-header"),
        vector("no scheme", secret, {header: one[7:]}, body, "malformed-header"),
        vector("an empty header", secret, {header: ""}, body, "malformed-header"),
        vector("no signature", secret, {}, body, "missing-signature"),
    ]


def linkedin():
    secret = "li-client-secret-42"
    body = '{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[{"notificationId":2056300001,"action":"COMMENT"}],"x":"déjà 🐶"}'.encode()
    header = "X-LI-Signature"

    def signed(body, secret=secret, digest=hashlib.sha256):
        return hexed(secret, b"hmacsha256=" + body, digest)

    good = signed(body)
    bare = hexed(secret, body)
    spaced = json.dumps(json.loads(body), ensure_ascii=False).encode()
    return [
        vector("as documented", secret, {header: good}, body, "accept"),
        vector("hexadecimal digits in upper case", secret, {header: good.upper()}, body, "accept"),
        vector("the prefix in the header too", secret, {header: "hmacsha256=" + good}, body, "accept"),
        vector("an empty body", secret, {header: signed(b"")}, b"", "accept"),
        vector("bytes that are not UTF-8", secret, {header: signed(b"caf\xe9\x00")}, b"caf\xe9\x00", "accept"),
        vector("the body alone, without the prefix", secret, {header: bare}, body, "wrong-signature"),
        vector("the body alone, the prefix in the header", secret, {header: "hmacsha256=" + bare}, body, "wrong-signature"),
        vector("another body", secret, {header: good}, body + b"\n", "wrong-signature"),
        vector("the same JSON with spaces", secret, {header: good}, spaced, "wrong-signature"),
        vector("another secret", "autre", {header: good}, body, "wrong-signature"),
        vector("no signature", secret, {}, body, "missing-signature"),
        vector("an empty header", secret, {header: ""}, body, "malformed-header"),
        vector("the prefix of other platforms", secret, {header: "sha256=" + good}, body, "malformed-header"),
        vector("SHA-512", secret, {header: signed(body, digest=hashlib.sha512)}, body, "malformed-header"),
        vector("base64", secret, {header: base64.b64encode(bytes.fromhex(good)).decode()}, body, "malformed-header"),
        vector("one digit short", secret, {header: good[:-1]}, body, "malformed-header"),
        vector("one byte short", secret, {header: good[:-2]}, body, "malformed-header"),
        vector("one byte more", secret, {header: good + "00"}, body, "malformed-header"),
        vector("sent twice", secret, {header: [good, good]}, body, "malformed-header"),
        vector("sent twice and joined", secret, {header: f"{good},{good}"}, body, "malformed-header"),
    ]


def tiktok():
    secret = "tt-app-secret-42"
    content = json.dumps({"comment_id": 7444444444444444444, "comment_action": "insert", "text": "déjà vu 🐶"}, ensure_ascii=False)
    body = json.dumps({"event": "comment.update", "content": content}, ensure_ascii=False, separators=(",", ":")).encode()
    header = "Tiktok-Signature"

    def digits(time=str(NOW), body=body, secret=secret, digest=hashlib.sha256):
        return hexed(secret, time.encode() + b"." + body, digest)

    def signed(time=str(NOW), body=body):
        return {header: f"t={time},s={digits(time, body)}"}

    good = digits()
    return [
        vector("as documented", secret, signed(), body, "accept"),
        vector("the parts in the other order", secret, {header: f"s={good},t={NOW}"}, body, "accept"),
        vector("a space after the comma", secret, {header: f"t={NOW}, s={good}"}, body, "accept"),
        vector("beside a part of another name", secret, {header: f"t={NOW},v=2,s={good}"}, body, "accept"),
        vector("hexadecimal digits in upper case", secret, {header: f"t={NOW},s={good.upper()}"}, body, "accept"),
        vector("an empty body", secret, signed(body=b""), b"", "accept"),
        vector("bytes that are not UTF-8", secret, signed(body=b"caf\xe9\x00"), b"caf\xe9\x00", "accept"),
        vector("signed 300 s ago", secret, signed(str(NOW - 300)), body, "accept"),
        vector("signed 300 s ahead", secret, signed(str(NOW + 300)), body, "accept"),
        vector("signed 301 s ago", secret, signed(str(NOW - 301)), body, "stale-timestamp"),
        vector("signed 301 s ahead", secret, signed(str(NOW + 301)), body, "stale-timestamp"),
        vector("signed in milliseconds", secret, signed(str(NOW * 1000)), body, "stale-timestamp"),
        vector("another time", secret, {header: f"t={NOW + 1},s={good}"}, body, "wrong-signature"),
        vector("the same time with a zero before it", secret, {header: f"t=0{NOW},s={good}"}, body, "wrong-signature"),
        vector("another body", secret, signed(), body + b"\n", "wrong-signature"),
        vector("another secret", "autre", signed(), body, "wrong-signature"),
        vector("the body alone", secret, {header: f"t={NOW},s={hexed(secret, body)}"}, body, "wrong-signature"),
        vector("no dot between time and body", secret, {header: f"t={NOW},s={hexed(secret, str(NOW).encode() + body)}"}, body, "wrong-signature"),
        vector("no signature", secret, {}, body, "missing-signature"),
        vector("no time", secret, {header: f"s={good}"}, body, "missing-timestamp"),
        vector("no digits", secret, {header: f"t={NOW}"}, body, "malformed-header"),
        vector("an empty header", secret, {header: ""}, body, "malformed-header"),
        vector("an empty time", secret, {header: f"t=,s={good}"}, body, "malformed-header"),
        vector("a time with a sign", secret, signed(f"+{NOW}"), body, "malformed-header"),
        vector("a time with a fraction", secret, signed(f"{NOW}.0"), body, "malformed-header"),
        vector("a time beyond 64 bits", secret, signed("9" * 30), body, "malformed-header"),
        vector("one byte short", secret, {header: f"t={NOW},s={good[:-2]}"}, body, "malformed-header"),
        vector("one byte more", secret, {header: f"t={NOW},s={good}00"}, body, "malformed-header"),
        vector("SHA-512", secret, {header: f"t={NOW},s={digits(digest=hashlib.sha512)}"}, body, "malformed-header"),
        vector("two times", secret, {header: f"t={NOW},t={NOW},s={good}"}, body, "malformed-header"),
        vector("two signatures", secret, {header: f"t={NOW},s={good},s={good}"}, body, "malformed-header"),
        vector("sent twice", secret, {header: [f"t={NOW},s={good}"] * 2}, body, "malformed-header"),
        vector("sent twice and joined", secret, {header: f"t={NOW},s={good},t={NOW},s={good}"}, body, "malformed-header"),
    ]


def telegram():
    """Nothing is computed: the token stands in the header, whatever the body."""
    secret = "AAE-un_jeton-2026"
    body = '{"update_id":520000001,"message":{"text":"J\'ai mangé 🐶"}}'.encode()
    header = "X-Telegram-Bot-Api-Secret-Token"
    return [
        vector("as documented", secret, {header: secret}, body, "accept"),
        vector("whatever the body is", secret, {header: secret}, body + b" ", "accept"),
        vector("an empty body", secret, {header: secret}, b"", "accept"),
        vector("bytes that are not UTF-8", secret, {header: secret}, b"caf\xe9\x00", "accept"),
        vector("the longest token", "a" * 256, {header: "a" * 256}, body, "accept"),
        vector("the second of two secrets", f"un-autre\n{secret}", {header: secret}, body, "accept"),
        vector("another token", secret, {header: "AAE-un_jeton-2027"}, body, "wrong-signature"),
        vector("the token in lower case", secret, {header: secret.lower()}, body, "wrong-signature"),
        vector("the token without its last sign", secret, {header: secret[:-1]}, body, "wrong-signature"),
        vector("the token and one sign more", secret, {header: secret + "0"}, body, "wrong-signature"),
        vector("the SHA-256 of the token", secret, {header: hashlib.sha256(secret.encode()).hexdigest()}, body, "wrong-signature"),
        vector("the HMAC of the body", secret, {header: "sha256=" + hexed(secret, body)}, body, "wrong-signature"),
        vector("two secrets in one header", f"un-autre\n{secret}", {header: f"un-autre {secret}"}, body, "wrong-signature"),
        vector("sent twice", secret, {header: [secret, secret]}, body, "malformed-header"),
        vector("sent twice and joined", secret, {header: f"{secret},{secret}"}, body, "malformed-header"),
        vector("longer than any token", "a" * 257, {header: "a" * 257}, body, "malformed-header"),
        vector("an empty token", secret, {header: ""}, body, "malformed-header"),
        vector("no token", secret, {}, body, "missing-signature"),
        vector("the token under another name", secret, {"X-Telegram-Secret-Token": secret}, body, "missing-signature"),
        vector("no secret", "", {header: secret}, body, "no-secret"),
    ]


def twitch():
    secret = "un secret de chaine"
    body = json.dumps({
        "subscription": {"type": "channel.chat.message"},
        "event": {"message_id": "m-1", "message": {"text": "J'ai mangé 🐶"}},
    }, ensure_ascii=False).encode()
    moment = "2026-01-01T00:00:00.123456789Z"
    names = [f"Twitch-Eventsub-Message-{name}" for name in ("Id", "Timestamp", "Signature")]

    def signature(delivery, timestamp, body=body, secret=secret):
        return "sha256=" + hexed(secret, (delivery + timestamp).encode() + body)

    def signed(delivery="d-1", timestamp=moment, body=body, **changed):
        headers = dict(zip(names, (delivery, timestamp, signature(delivery, timestamp, body))))
        return {k: v for k, v in (headers | {f"Twitch-Eventsub-Message-{k}": v for k, v in changed.items()}).items() if v is not None}

    good = signature("d-1", moment)
    return [
        vector("as documented", secret, signed(), body, "accept"),
        vector("a timestamp in whole seconds", secret, signed(timestamp="2026-01-01T00:00:00Z"), body, "accept"),
        vector("hexadecimal digits in upper case", secret, signed(Signature="sha256=" + good[7:].upper()), body, "accept"),
        vector("an empty body", secret, signed(body=b""), b"", "accept"),
        vector("bytes that are not UTF-8", secret, signed(body=b"caf\xe9\x00"), b"caf\xe9\x00", "accept"),
        vector("signed ten minutes ago", secret, signed(timestamp="2025-12-31T23:50:00Z"), body, "accept"),
        vector("signed ten minutes ahead", secret, signed(timestamp="2026-01-01T00:10:00Z"), body, "accept"),
        vector("the second of two secrets", f"un autre secret\n{secret}", signed(), body, "accept"),
        vector("signed ten minutes and a millisecond ago", secret, signed(timestamp="2025-12-31T23:49:59.999Z"), body, "stale-timestamp"),
        vector("signed ten minutes and a millisecond ahead", secret, signed(timestamp="2026-01-01T00:10:00.001Z"), body, "stale-timestamp"),
        vector("another body", secret, signed(), body + b" ", "wrong-signature"),
        vector("another id", secret, signed(Id="d-2"), body, "wrong-signature"),
        vector("another timestamp", secret, signed(Timestamp="2026-01-01T00:00:01Z"), body, "wrong-signature"),
        vector("another secret", "un autre secret", signed(), body, "wrong-signature"),
        vector("the body alone signed", secret, signed(Signature="sha256=" + hexed(secret, body)), body, "wrong-signature"),
        vector("bytes moved from the id into the timestamp", secret, signed(delivery="d-1+00") | {"Twitch-Eventsub-Message-Id": "d-1", "Twitch-Eventsub-Message-Timestamp": "+00" + moment}, body, "malformed-header"),
        vector("bytes moved from the body into the timestamp", secret, signed(body=b"[UTC]" + body) | {"Twitch-Eventsub-Message-Timestamp": moment + "[UTC]"}, body, "malformed-header"),
        vector("a truncated signature", secret, signed(Signature=good[:-2]), body, "malformed-header"),
        vector("one byte more", secret, signed(Signature=good + "00"), body, "malformed-header"),
        vector("no scheme", secret, signed(Signature=good[7:]), body, "malformed-header"),
        vector("base64", secret, signed(Signature="sha256=" + base64.b64encode(bytes.fromhex(good[7:])).decode()), body, "malformed-header"),
        vector("SHA-1", secret, signed(Signature="sha1=" + hexed(secret, ("d-1" + moment).encode() + body, hashlib.sha1)), body, "malformed-header"),
        vector("the signature sent twice", secret, signed(Signature=[good, good]), body, "malformed-header"),
        vector("the signature sent twice and joined", secret, signed(Signature=f"{good},{good}"), body, "malformed-header"),
        vector("the timestamp sent twice", secret, signed(Timestamp=[moment, moment]), body, "malformed-header"),
        vector("the id sent twice", secret, signed(Id=["d-1", "d-1"]), body, "malformed-header"),
        vector("a timestamp in seconds since 1970", secret, signed(timestamp=str(NOW)), body, "malformed-header"),
        vector("a timestamp of no day", secret, signed(timestamp="2026-02-30T00:00:00Z"), body, "malformed-header"),
        vector("an empty id", secret, signed(delivery=""), body, "malformed-header"),
        vector("no id", secret, signed(Id=None), body, "malformed-header"),
        vector("no timestamp", secret, signed(Timestamp=None), body, "missing-timestamp"),
        vector("no signature", secret, signed(Signature=None), body, "missing-signature"),
    ]


def x():
    secret = "un secret de consommateur"
    body = '{"for_user_id":"2244994945","tweet_create_events":[{"id_str":"1","text":"J\'ai mangé 🐶"}]}'.encode()
    header = "x-twitter-webhooks-signature"
    vectors = based(header, secret, body, scheme="sha256=")
    good = vectors[0]["headers"][header]

    def alone(text):
        return {header: "sha256=" + base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()}

    longer = b"a" * 513
    return vectors + [
        vector("a short text that no check would have signed", secret, alone(b"a b"), b"a b", "accept"),
        vector("a text longer than any check", secret, alone(longer), longer, "accept"),
        vector("the signature of a check", secret, alone(b"7b1c2d3e-crc"), b"7b1c2d3e-crc", "wrong-signature"),
        vector("the signature of a check in base64", secret, alone(b"YS9+Yg=="), b"YS9+Yg==", "wrong-signature"),
        vector("no scheme", secret, {header: good[7:]}, body, "malformed-header"),
        vector("the scheme in upper case", secret, {header: "SHA256=" + good[7:]}, body, "malformed-header"),
        vector("another scheme", secret, {header: "sha1=" + good[7:]}, body, "malformed-header"),
        vector("no digits", secret, {header: "sha256="}, body, "malformed-header"),
    ]


for make in (cms, coral, discourse, line, linkedin, mastodon, meta, telegram, tiktok, twitch, x):
    path = pathlib.Path(__file__).with_name(f"{make.__name__}.json")
    path.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n")
