"""`rothroute completion`: the completion script of a shell."""

from __future__ import annotations

from typing import Final

import click

from .common import DECIDED, say

_SHELLS: Final = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script for a SHELL.

    Example: rothroute completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    if maker is None:
        raise click.UsageError(f"no completion for {shell}")
    say(maker(context.find_root().command, {}, "rothroute", "_ROTHROUTE_COMPLETE").source())
    return DECIDED
