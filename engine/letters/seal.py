"""The seal of a letter: a digest of what it shows, and, where it was signed, who vouches for it.

A seal is written `rothroute:<SHA-256>:<Ed25519 signature, or zeros>`, both in hexadecimal. The digest shows that a
letter was changed by someone who did not make a new seal; only the signature shows who wrote it.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final, NamedTuple

from ..diagnostic import Diagnostic, Refusal
from ..render.libraries import needs

PATTERN: Final = re.compile(r"rothroute:([0-9a-f]{64}):([0-9a-f]{128})")
_DIGEST, _SIGNATURE = 64, 128
_PURPOSE: Final = b"rothroute letter 2\n"


class Seal(NamedTuple):
    """The digest and the signature (empty where there is none) a letter carries."""

    digest: str
    signature: str

    def __str__(self) -> str:
        """The seal as it is written, always as long: without a signature there are zeros in its place."""
        return f"rothroute:{self.digest}:{self.signature or '0' * _SIGNATURE}"


BLANK: Final = f"rothroute:{'0' * _DIGEST}:{'0' * _SIGNATURE}"


def seal_in(text: str) -> Seal | None:
    """The seal a text begins with."""
    found = PATTERN.match(text.lstrip())
    return Seal(found[1], found[2] if found[2].strip("0") else "") if found else None


def digest_of(content: bytes) -> str:
    """The SHA-256 of the content of a letter."""
    return hashlib.sha256(content).hexdigest()


class Signer:
    """Signs letters with an Ed25519 private key."""

    def __init__(self, pem: bytes, name: str) -> None:
        """Read the key from PEM. Raises Refusal for what is no such key, or without the library."""
        self._key = _loaded(pem, name, "load_pem_private_key", (None,), "Ed25519PrivateKey", "private")

    def seal(self, digest: str) -> Seal:
        """The seal with a signature of the digest."""
        return Seal(digest, self._key.sign(_PURPOSE + digest.encode()).hex())


class Checker:
    """Checks signatures with an Ed25519 public key."""

    def __init__(self, pem: bytes, name: str) -> None:
        """Read the key from PEM. Raises Refusal for what is no such key, or without the library."""
        self._key = _loaded(pem, name, "load_pem_public_key", (), "Ed25519PublicKey", "public")

    def holds(self, seal: Seal) -> bool:
        """Whether the owner of the key signed this digest."""
        if not seal.signature:
            return False
        try:
            self._key.verify(bytes.fromhex(seal.signature), _PURPOSE + seal.digest.encode())
        except needs("cryptography.exceptions").InvalidSignature:
            return False
        return True


def _loaded(pem: bytes, name: str, loader: str, more: tuple[Any, ...], kind: str, which: str) -> Any:
    serialization = needs("cryptography.hazmat.primitives.serialization")
    kinds = needs("cryptography.hazmat.primitives.asymmetric.ed25519")
    try:
        key = getattr(serialization, loader)(pem, *more)
    except (ValueError, TypeError, needs("cryptography.exceptions").UnsupportedAlgorithm):
        key = None
    if not isinstance(key, getattr(kinds, kind)):
        message = f"`{name}` is not an Ed25519 {which} key in PEM without a password"
        help = (
            "make a pair with openssl: genpkey -algorithm ed25519 -out key.pem; pkey -in key.pem -pubout -out pub.pem"
        )
        raise Refusal((Diagnostic("key", "error", message, None, (), help),))
    return key


def seal_of(digest: str, signer: Signer | None) -> Seal:
    """The seal of a digest, signed where there is a signer."""
    return signer.seal(digest) if signer else Seal(digest, "")
