"""Checks Signature Version 4 as a server does, from the bytes of a request line and its fields; independent of ours.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import datetime
import hashlib
import hmac
import re
import urllib.parse
from email.message import Message
from typing import NamedTuple

#: The keys that are known: their secrets, and the token that must come along. A key may say in whose hands it is:
#: `test.compactor` is `test`.
KEYS = {"test": ("test", None), "TEMPORARY": ("temporary-secret", "a/token+with=signs")}
SKEW = 15 * 60
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})")


def holder(headers: Message) -> str:
    """In whose hands the key of a request is that is signed in its fields; empty where the key does not say."""
    found = AUTHORIZATION.fullmatch((headers.get("Authorization") or "").strip())
    return found[1].partition("/")[0].partition(".")[2] if found else ""


class Refused(Exception):
    """A request that AWS would not take: the name of the error, and why."""


class Scope(NamedTuple):
    day: str
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.day}/{self.region}/{self.service}/aws4_request"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encode(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~", errors="surrogateescape")


def signing_key(secret: str, scope: Scope) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (*scope, "aws4_request"):
        key = mac(key, part)
    return key


def canonical_path(path: str, service: str) -> str:
    if service == "s3":
        return encode(urllib.parse.unquote(path, errors="surrogateescape")).replace("%2F", "/") or "/"
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments[-1:] = []
        elif segment not in ("", "."):
            segments.append(segment)
    path = "/" + "/".join(segments) + ("/" if path.endswith("/") and segments else "")
    return urllib.parse.quote(path, safe="/-_.~")


def canonical(method: str, target: str, headers: Message, signed: list[str], payload: str, service: str) -> str:
    path, _, query = target.partition("?")
    pairs = [part.partition("=")[::2] for part in query.split("&") if part]
    pairs = [tuple(encode(urllib.parse.unquote(word, errors="surrogateescape")) for word in pair) for pair in pairs]
    pairs = sorted(pair for pair in pairs if pair[0] != "X-Amz-Signature")
    fields = "".join(
        f"{name}:{','.join(' '.join(value.split()) for value in headers.get_all(name) or [])}\n" for name in signed)
    return "\n".join([method, canonical_path(path, service), "&".join(f"{name}={value}" for name, value in pairs),
                      fields, ";".join(signed), payload])


def chunks(body: bytes, payload: str, seed: str, key: bytes, time: str, scope: Scope) -> None:
    """The chain of chunk signatures, and that of the trailer."""
    def link(previous: str, rest: str, kind: str) -> str:
        return mac(key, "\n".join([f"AWS4-HMAC-SHA256-{kind}", time, str(scope), previous, rest])).hex()

    previous, size = seed, -1
    while size:
        line, _, body = body.partition(b"\r\n")
        found = re.fullmatch(rb"([0-9a-fA-F]+);chunk-signature=([0-9a-f]{64})", line)
        if not found:
            raise Refused("SignatureDoesNotMatch", "a chunk without a signature")
        size = int(found[1], 16)
        data, body = body[:size], body[size + 2 if size else 0:]
        previous = link(previous, f"{sha256(b'')}\n{sha256(data)}", "PAYLOAD")
        if previous != found[2].decode():
            raise Refused("SignatureDoesNotMatch", "a chunk's signature")
    if payload.endswith("-TRAILER"):
        lines = body.split(b"\r\n")
        signature = [line for line in lines if line.startswith(b"x-amz-trailer-signature:")]
        fields = [line for line in lines if line and line not in signature]
        want = link(previous, sha256(b"".join(line + b"\n" for line in fields)), "TRAILER")
        if not signature or signature[0].partition(b":")[2].decode() != want:
            raise Refused("SignatureDoesNotMatch", "the trailer's signature")


def verify(method: str, target: str, headers: Message, body: bytes) -> Scope:
    """The scope of a request that is signed as it should be; raises Refused for any other."""
    query = dict(urllib.parse.parse_qsl(target.partition("?")[2], keep_blank_values=True))
    if found := AUTHORIZATION.fullmatch((headers.get("Authorization") or "").strip()):
        credential, names, signature = found.groups()
        time, token, life = headers.get("X-Amz-Date") or "", headers.get("X-Amz-Security-Token"), SKEW
    elif "X-Amz-Signature" in query:
        credential, names, signature = (query[f"X-Amz-{name}"] for name in ("Credential", "SignedHeaders", "Signature"))
        time, token, life = query["X-Amz-Date"], query.get("X-Amz-Security-Token"), int(query["X-Amz-Expires"])
    else:
        raise Refused("MissingAuthenticationToken", "no signature")
    key_id, *rest = credential.split("/")
    if len(rest) != 4 or rest[3] != "aws4_request" or rest[0] != time[:8]:
        raise Refused("IncompleteSignature", "the credential's scope")
    scope = Scope(*rest[:3])
    known = key_id.partition(".")[0]
    if known not in KEYS:
        raise Refused("InvalidAccessKeyId" if scope.service == "s3" else "UnrecognizedClientException", key_id)
    secret, wanted = KEYS[known]
    if token != wanted:
        raise Refused("InvalidToken" if scope.service == "s3" else "UnrecognizedClientException", "the session token")
    made = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    age = (datetime.datetime.now(datetime.UTC) - made).total_seconds()
    if not -SKEW <= age <= life:
        raise Refused("RequestTimeTooSkewed" if scope.service == "s3" else "InvalidSignatureException",
                      f"Signature expired: it is {age:.0f} seconds old")
    signed = names.split(";")
    needed = {"host"}
    if found:
        needed |= {name.lower() for name in headers if name.lower().startswith("x-amz-")}
    if signed != sorted(signed) or not needed <= set(signed):
        raise Refused("AccessDenied", f"not signed: {sorted(needed - set(signed))}")
    payload = headers.get("X-Amz-Content-SHA256") or ("UNSIGNED-PAYLOAD" if not found else sha256(body))
    if re.fullmatch("[0-9a-f]{64}", payload) and payload != sha256(body):
        raise Refused("XAmzContentSHA256Mismatch", "the body is another than the signed one")
    key = signing_key(secret, scope)
    text = canonical(method, target, headers, signed, payload, scope.service)
    wanted = mac(key, f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{sha256(text.encode())}").hex()
    if not hmac.compare_digest(wanted, signature):
        raise Refused("SignatureDoesNotMatch" if scope.service == "s3" else "InvalidSignatureException", text)
    if payload.startswith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"):
        chunks(body, payload, signature, key, time, scope)
    return scope
