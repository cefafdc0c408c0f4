"""The libraries some formats need: asked for when they are used, with what to do where they are missing."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module, metadata
from typing import Any, Final

from ..diagnostic import Diagnostic, Refusal

_DISTRIBUTIONS: Final = {
    "typst": ("typst", "letters"),
    "docx": ("python-docx", "letters"),
    "icalendar": ("icalendar", "letters"),
    "cryptography": ("cryptography", "sign"),
}


def needs(module: str) -> Any:
    """A module of a library that is installed with an extra of ours. Raises Refusal where it is missing."""
    distribution, extra = _DISTRIBUTIONS[module.partition(".")[0]]
    try:
        return import_module(module)
    except ModuleNotFoundError:
        message = f"this needs {distribution}, which is not installed"
        help = f'install it with: pip install "rothroute[{extra}]" (from a checkout: pip install ".[{extra}]")'
    except ImportError as problem:  # it is there; as a rule there is too little memory for it
        message = f"{distribution} cannot be loaded: {problem}"
        help = "is there enough memory? If so, install it anew"
    raise Refusal((Diagnostic("letters", "error", message, None, (), help),))


def versions(distributions: Iterable[str]) -> dict[str, str]:
    """The versions of libraries that shape the bytes of a format; what is not installed is left out."""
    found = {}
    for name in distributions:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
