"""Jinja as the documents use it, and its templates compiled ahead of time (docs/decisions/0008).

`compiled.py` is what Jinja made of the shipped texts. A template whose text is another is compiled when it is needed,
so nothing depends on the two being in step but the time it takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final

import jinja2
from jinja2 import DictLoader, Environment, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import compiled

MAKER: Final = vars(jinja2).get("__version__")
"""The version of Jinja: what another one compiled is not used."""

_LINE: Final = "\n    "


def environment_of(templates: Mapping[str, str], show: Callable[[Any], str]) -> Environment:
    """A sandbox that knows these templates alone and no undefined name; `show` writes what expressions come to."""
    return ImmutableSandboxedEnvironment(
        loader=_Loader(templates),
        undefined=StrictUndefined,
        finalize=show,
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Loader(DictLoader):
    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        mark, code = compiled.TEMPLATES.get(name, ("", None))
        if code is None or compiled.MAKER != MAKER or mark != _mark(self.mapping.get(name, "")):
            return super().load(environment, name, globals)
        namespace = {**code(environment), "__file__": compiled.__file__}
        return environment.template_class.from_module_dict(environment, namespace, globals or {})


def compiled_text(templates: Mapping[str, str]) -> str:
    """The text of `compiled.py` for these templates, each as a function that gives the names of its module."""
    environment = environment_of(templates, str)
    runtime, parts, listed = "", [], []
    for number, (name, text) in enumerate(sorted(templates.items())):
        runtime, *lines = environment.compile(text, name, raw=True).strip().split("\n")
        body = _LINE.join(line for line in lines if line)
        parts.append(f"def template_{number}(environment):{_LINE}{body}{_LINE}return locals()\n")
        listed.append(f"    {name!r}: ({_mark(text)!r}, template_{number}),\n")
    table = f"TEMPLATES: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {{\n{''.join(listed)}}}\n"
    return "\n\n".join([_HEAD.format(runtime=runtime, maker=MAKER), *parts, table])


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_HEAD: Final = '''\
# mypy: ignore-errors
"""What Jinja makes of templates/, written by tests/engine/documents/test_compiled.py. Not to be edited."""

from collections.abc import Callable
from typing import Any

{runtime}

MAKER = {maker!r}
'''
