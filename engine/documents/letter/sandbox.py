"""The sandbox templates of letters are filled in: Jinja's own, with a short way for the data of our shapes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, Final

from jinja2 import BaseLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..prose import Marked, escaped

_IN_LOOPS: Final = ("first", "last", "index", "index0", "length")


@lru_cache(maxsize=8_192)
def clean(text: str) -> str:
    """Text in which Markdown sees no sign; letters repeat most of their sentences, so what was escaped is kept."""
    return escaped(text)


def shown(value: Any) -> str:
    """What an expression of a template puts into the letter."""
    return value if isinstance(value, Marked) else clean(str(value))


class _Generator(CodeGenerator):
    """Writes a template as Python that asks the sandbox for nothing but what is not ours.

    `route.label` becomes `(t.label if type(t := route) in having_label else environment.getattr(t, 'label'))`, where
    `having_label` are our shapes with such a field: a template reads no more than the sandbox would let it read.
    """

    environment: Sandbox

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._read: set[str] = set()
        self._place = ""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        super().visit_Template(node, frame)
        self.writeline("clean, function, helpers, marked, partial = environment.at_hand")
        for name in sorted(self._read):
            self.writeline(f"having_{name} = environment.having[{name!r}]")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        name = node.attr
        if name not in self.environment.having:
            super().visit_Getattr(node, frame)
            return
        self._read.add(name)
        place = self.temporary_identifier()
        self.write(f"({place}.{name} if type({place} := ")
        self.visit(node.node, frame)
        self.write(f") in having_{name} else environment.getattr({place}, {name!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs or not isinstance(node.node, nodes.Name):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        place = self.temporary_identifier()
        self.write(f"({place} if type({place} := ")
        self.visit(node.node, frame)
        names = ("_loop_vars",) * bool(frame.loop_frame) + ("_block_vars",) * frame.block_frame
        more = "".join(f", {name}={name}" for name in names)
        self.write(f") is function and {place}.__module__ in helpers else ")
        self.write(f"partial(environment.call, context, {place}{more}))(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self._place = self.temporary_identifier()
        self.write(f"({self._place} if type({self._place} := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(f") is marked else clean(str({self._place})))")


class Sandbox(ImmutableSandboxedEnvironment):
    """Strict about names, every value escaped; what is ours is read and called without asking twice."""

    code_generator_class = _Generator

    def __init__(self, loader: BaseLoader, shapes: Iterable[type], helpers: Iterable[str]) -> None:
        """`shapes` are the kinds of data a template reads, `helpers` the modules whose functions it may call."""
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            finalize=shown,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self.at_hand = clean, FunctionType, frozenset(helpers), Marked, partial
        self.having: dict[str, set[type]] = {name: {LoopContext} for name in _IN_LOOPS}
        for shape in shapes:
            for name in _data_of(shape):
                self.having.setdefault(name, set()).add(shape)

    def whole(self, text: str) -> Template:
        """A template put together at once, which is quicker than piece by piece but tells no piece of an error."""
        tree = self.parse(text)
        tree.body = [nodes.FilterBlock(tree.body, nodes.Filter(None, "string", [], [], None, None), lineno=1)]
        return Template.from_code(self, self.compile(tree), {})


def _data_of(kind: type) -> list[str]:
    """The public fields and properties of a shape."""
    return [name for name in dir(kind) if name[0] != "_" and not callable(getattr(kind, name))]
