"""What a browser keeps for us, closed: encrypted and bound to what it is about, so that nothing is stored here."""

from __future__ import annotations

import binascii
import json
import os
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
MOST_SEALED: Final = 3_900  # characters; a browser keeps a cookie of 4,096 with its name
_MOST_OPENED: Final = 100_000
_NONCE: Final = 12


class Sealing:
    """Closes data with a key (AES-256-GCM) and opens it again."""

    def __init__(self, key: bytes) -> None:
        """`key` has KEY_BYTES."""
        self._cipher = AESGCM(key)

    def sealed(self, data: Any, about: str) -> str:
        """Plain data (what JSON can hold) as text for a cookie; it opens only as being about the same."""
        nonce = os.urandom(_NONCE)
        plain = zlib.compress(json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode(), 9)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain, about.encode())).decode().rstrip("=")

    def opened(self, text: str, about: str) -> Any:
        """What was closed, or None where that was cut, changed, closed with another key or about something else."""
        if not 0 < len(text) <= 4 * MOST_SEALED:
            return None
        try:
            data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
            plain = self._cipher.decrypt(data[:_NONCE], data[_NONCE:], about.encode())
            return json.loads(zlib.decompressobj().decompress(plain, _MOST_OPENED))
        except (ValueError, binascii.Error, InvalidTag, zlib.error):
            return None
