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


for make in (cms, coral, discourse, mastodon, meta):
    path = pathlib.Path(__file__).with_name(f"{make.__name__}.json")
    path.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n")
