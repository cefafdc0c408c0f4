"""`rothroute mcp`: tools for an assistant."""

from __future__ import annotations

import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from .common import DECIDED, OutputClosed, adviser_of, rules_option, say


@click.command()
@click.option("--http", is_flag=True, help="Over HTTP on this machine, in place of standard input and output.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port of --http; 0 takes a free one.")
@click.option("--token/--no-token", default=True, help="With --http: ask for a token, printed at the start.")
@rules_option
def mcp(http: bool, port: int, token: bool, rules: Path | None) -> int:
    """Give an assistant the rules to ask, as tools of the Model Context Protocol.

    Example, in an assistant's settings: {"command": "rothroute", "args": ["mcp"]}

    Each call carries all answers; none is stored or logged.
    """
    try:
        from ..web.tools import tools_of
    except ModuleNotFoundError as missing:
        raise click.UsageError(f"{missing.name} is missing: pip install 'rothroute[mcp]'") from None

    tools = tools_of(adviser_of(rules), date.today)
    if not http:
        return _spoken_to(tools)
    from ..web.server import listening, serve_tools
    from ..web.settings import Settings

    try:
        listener = listening("127.0.0.1", port)
    except OSError as problem:
        raise click.UsageError(f"port {port} cannot be listened on: {problem.strerror or problem}") from None
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(base, b"", secrets.token_urlsafe(24) if token else "", date.today, rules)
    say(f"{base}/mcp")
    if token:
        say(f"Authorization: Bearer {settings.token}")
    serve_tools(settings, tools, listener)
    return DECIDED


def _spoken_to(tools: Any) -> int:
    """Answer on standard output what is asked on standard input, until that ends."""
    if sys.stdin is None:
        raise click.UsageError("standard input is closed, where an assistant speaks to it")
    try:
        tools.run("stdio")
    except ExceptionGroup as several:  # of tasks that go on beside each other; the first one ends the others
        problem = _first(several)
        raise (OutputClosed() if isinstance(problem, BrokenPipeError) else problem) from None
    return DECIDED


def _first(problem: Exception) -> Exception:
    return _first(problem.exceptions[0]) if isinstance(problem, ExceptionGroup) else problem
