"""Endpoints: a language model that is asked over HTTP, one text at a time.

For any server with the common chat interface: one on this computer, one of a university
or a commercial one. Every text is sent to it as it is: see to it that licence and
privacy of your texts allow that. No key is ever written to a table, file or message.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from toolkit.schema import BadValue
from toolkit.scores.asking import Label, NoAnswer

__all__ = ["ChatEndpoint"]

LARGEST_ANSWER = 1_000_000  # bytes
AT_HOME = ("localhost", "127.0.0.1", "::1")
THIS_TEXT = (400, 413, 422)  # refusals of one text, e.g. because it is too long
LATER = (408, 409, 425, 429)  # with 5xx: ask again


@dataclass(frozen=True)
class ChatEndpoint:
    """A labeller behind an HTTP address with the common chat interface.

    Each text goes out as the user's message after ``prompt`` as the system's. Ask for a
    JSON object, a number or one word, and say so in the prompt; pass ``allowed`` to
    ``label_texts``, for a text may hold an order to the model as well.

    Attributes
    ----------
    url
        Full address, e.g. ``http://localhost:8000/v1/chat/completions``.
    model
        Name of the model, as the server knows it. Name an exact version.
    prompt
        What to do with a text. It is hashed into ``version``: a changed prompt is
        asked anew.
    key_variable
        Environment variable that holds the key; None = no key. A key is sent over
        https, or to this computer, only.
    timeout
        Seconds without a sign of life before an attempt counts as failed.
    options
        Further fields of the request. Temperature 0 makes answers steadier, not the
        same for ever.

    Raises
    ------
    BadValue
        The address is none, or a key would travel unprotected; on the first call, the
        variable of the key is not set.

    Examples
    --------
    >>> endpoint = ChatEndpoint(
    ...     "http://localhost:8000/v1/chat/completions", "small-model-2",
    ...     "Does the text report an attack? Answer 1 or 0, nothing else.")
    >>> endpoint.name
    'small-model-2 at localhost:8000'
    """

    url: str
    model: str
    prompt: str
    key_variable: str | None = None
    timeout: float = 60.0
    options: Mapping[str, Any] = field(default_factory=lambda: {"temperature": 0})

    batch: ClassVar[int] = 1  # one text per request, so that each is cached by itself

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadValue(f"url={self.url!r} is no address; it begins with https://.")
        if "@" in parts.netloc:
            raise BadValue("The url holds a password. Use key_variable instead.")
        if self.key_variable and parts.scheme == "http" and not self._at_home():
            raise BadValue(
                f"The key would travel unprotected to {parts.hostname}. Use https://."
            )

    @property
    def name(self) -> str:
        """Model and server."""
        return f"{self.model} at {urlsplit(self.url).netloc}"

    @property
    def version(self) -> str:
        """Hash of address, prompt and options: what the answers depend on."""
        whole = json.dumps([self.url, self.prompt, dict(self.options)], sort_keys=True)
        return hashlib.sha256(whole.encode("utf-8")).hexdigest()[:16]

    def __call__(self, texts: list[str]) -> list[Label]:
        """Ask about each text in turn."""
        return [_label_in(self._post(text)) for text in texts]

    def _at_home(self) -> bool:
        return urlsplit(self.url).hostname in AT_HOME

    def _post(self, text: str) -> bytes:
        messages = [
            {"role": "system", "content": self.prompt},
            {"role": "user", "content": text},
        ]
        body = {"model": self.model, "messages": messages, **self.options}
        request = Request(self.url, json.dumps(body).encode("utf-8"))
        request.add_header("Content-Type", "application/json")
        if self.key_variable:
            # "unredirected": never handed on to another address
            request.add_unredirected_header("Authorization", f"Bearer {self._key()}")
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout) as reply:
                return reply.read(LARGEST_ANSWER)
        except HTTPError as error:
            with error:
                raise _refusal(error) from None
        except HTTPException as error:
            raise NoAnswer(f"broken off: {type(error).__name__}", again=True) from None

    def _key(self) -> str:
        key = os.environ.get(self.key_variable or "", "").strip()
        if not key:
            raise BadValue(
                f"The environment variable {self.key_variable} is not set, so there is "
                "no key to send. Set it before Jupyter starts; never write a key into "
                "a notebook."
            )
        if not (key.isascii() and key.isprintable()):
            # the error of the library would print it
            raise BadValue(
                f"The environment variable {self.key_variable} holds characters that "
                "no key has, such as a line break. Set it again."
            )
        return key


class _NoRedirect(HTTPRedirectHandler):
    """Texts go to the address that was given, and to no other."""

    def redirect_request(self, *_: object) -> None:
        return None


def _refusal(error: HTTPError) -> Exception:
    told = f"HTTP {error.code}"
    if error.code in THIS_TEXT:
        return ValueError(told)
    if error.code in LATER or error.code >= 500:
        return NoAnswer(told, again=True, after=_seconds(error))
    hints = {401: " (is the key right?)", 403: " (is the key allowed to?)",
             404: " (is the address, or the model, right?)"}  # fmt: skip
    return NoAnswer(told + hints.get(error.code, ""), again=False)


def _seconds(error: HTTPError) -> float:
    """Return how long the server asks us to wait; a date is not read."""
    try:
        return max(0.0, float(error.headers.get("Retry-After", 0)))
    except ValueError:
        return 0.0


def _label_in(reply: bytes) -> Label:
    """Label in a reply: JSON if the model wrote JSON, else its words."""
    try:
        content = json.loads(reply)["choices"][0]["message"]["content"].strip()
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ValueError("the reply is no chat completion") from None
    content = content.removeprefix("```json").removeprefix("```").removesuffix("```")
    try:
        return json.loads(content)
    except ValueError:
        if content.strip().startswith(("{", "[")):
            raise ValueError("the answer is broken JSON") from None
        return content
