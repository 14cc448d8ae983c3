"""What Alibaba Cloud's gateway checks before a product sees the call: action, version, key, time, nonce, signature.

Codes and words: the rows of the catalogue whose product is `gateway`. By default every access key is accepted, and
signatures are checked only where the world knows the secret.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from ..core.call import Refusal, Request
from ..core.clock import system_now
from . import signature
from .model import Product
from .records import Credentials
from .wire import Asked

SKEW = timedelta(minutes=15)  # help.aliyun.com/document_detail/48054.html
METHODS = frozenset({"HMAC-SHA1", "HMAC-SHA256", "SHA256withRSA", "BEARERTOKEN"})
HEADER_OF = {"x-acs-date": "Timestamp", "x-acs-signature-nonce": "SignatureNonce"}


def check_action(asked: Asked, request: Request, product: Product) -> None:
    """Method, format, version and action, in this order."""
    if request.method not in ("GET", "POST"):
        raise Refusal("UnsupportedHTTPMethod")
    if asked.broken:
        raise Refusal("InvalidParameter.Format")
    if not asked.version:
        raise Refusal("MissingVersion")
    if asked.version != product.version:
        raise Refusal("InvalidVersion")
    if not asked.action:
        raise Refusal("MissingAction")
    if asked.action not in product.all_operations:
        raise Refusal("InvalidAction.NotFound")


class Nonces:
    """Nonces of the last 15 minutes: each may be used once."""

    def __init__(self) -> None:
        self._used: dict[str, datetime] = {}
        self._swept: datetime | None = None

    def use(self, nonce: str, now: datetime) -> None:
        """Raises Refusal for a nonce that was used in that time."""
        then = self._used.get(nonce)
        if then is not None and now - then <= SKEW:
            raise Refusal("SignatureNonceUsed")
        if self._swept is None or now - self._swept > SKEW:
            self._used = {held: used for held, used in self._used.items() if now - used <= SKEW}
            self._swept = now
        self._used[nonce] = now


def check_signature(asked: Asked, request: Request, credentials: Credentials, nonces: Nonces) -> None:
    """Everything about the signature. Times are compared with the system's clock, which is the client's."""
    if asked.bearer:
        return
    now = system_now()
    if "authorization" in asked.headers:
        if asked.acs3 is None:
            raise Refusal("IncompleteSignature")
        _check_time(_held(asked.headers, "x-acs-date"), now)
        nonces.use(_held(asked.headers, "x-acs-signature-nonce"), now)
        if credentials.token is not None:
            _check_token(asked.headers.get("x-acs-security-token"), credentials, now)
        if credentials.secret is not None:
            _, headers, signed = asked.acs3.groups()
            string = signature.acs3_string(request, headers.split(";"))
            _compare(signed, string, signature.acs3(string, credentials.secret))
        return
    given = asked.strings
    method = _held(given, "SignatureMethod")
    if method not in METHODS:
        raise Refusal("InvalidSignatureMethod")
    if _held(given, "SignatureVersion") != "1.0":
        raise Refusal("IncompleteSignature")
    _check_time(_held(given, "Timestamp"), now)
    nonce = _held(given, "SignatureNonce")
    signed = _held(given, "Signature")
    nonces.use(nonce, now)
    if credentials.token is not None:
        _check_token(given.get("SecurityToken"), credentials, now)
    if method in signature.DIGESTS and credentials.secret is not None:
        string = signature.v1_string(request.method, given)
        _compare(signed, string, signature.v1(string, credentials.secret, method))


def _held(given: Mapping[str, str], name: str) -> str:
    value = given.get(name)
    if not value:
        raise Refusal(f"Missing{HEADER_OF.get(name, name)}")
    return value


@lru_cache(maxsize=64)  # many calls are made within one second, and strptime is slow
def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def _check_time(text: str, now: datetime) -> None:
    try:
        then = _time(text)
    except ValueError:
        raise Refusal("InvalidTimeStamp.Format") from None
    if abs(now - then) > SKEW:
        raise Refusal("InvalidTimeStamp.Expired")


def _check_token(token: str | None, credentials: Credentials, now: datetime) -> None:
    if not token:
        raise Refusal("MissingSecurityToken")
    if token != credentials.token:
        raise Refusal("InvalidSecurityToken.MismatchWithAccessKey")
    if credentials.expires is not None and now > credentials.expires:
        raise Refusal("InvalidSecurityToken.Expired")


def _compare(given: str, string: str, right: str) -> None:
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise Refusal("SignatureDoesNotMatch", string_to_sign=string)
