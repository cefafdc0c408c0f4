"""Brings in what a format needs, or says how to install it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from ...diagnostic import Diagnostic, Refusal


def needs(module: str) -> Any:
    """A module of the extra `letters`. Raises Refusal where it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        message = f"this format needs `{module}`, which is not installed"
        help = 'pip install "rothroute[letters]"'
        raise Refusal((Diagnostic("missing-package", "error", message, None, (), help),)) from None


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The installed versions of packages; bytes are only the same by the same version."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found
