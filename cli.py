"""The command line: which command, errors, exit code. Nothing is decided here, nor in commands/."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES

gc.set_threshold(300_000)  # new objects before Python looks for cycles, not 700: libraries and rules have none

try:
    from typing import NoReturn

    import click

    from .commands import NAMES
    from .commands.common import BAD_INPUT, DECIDED, INTERRUPTED, OUR_BUG, OutputClosed, complain
    from .engine.diagnostic import Refusal, did_you_mean
    from .engine.version import VERSION
except KeyboardInterrupt:  # loading takes a moment, and Ctrl-C in it is no error either
    sys.exit(130)


class Commands(click.Group):
    """Commands that are loaded when they are asked for: a short command starts short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the alphabet."""
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its file."""
        if cmd_name not in NAMES:
            return None
        command: click.Command = getattr(import_module(f".commands.{cmd_name}", __package__), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; one that is not there is refused with the nearest ones."""
        if args and not args[0].startswith("-") and args[0] not in NAMES and (help := did_you_mean(args[0], NAMES)):
            ctx.fail(f"No such command '{args[0]}'; {help}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="rothroute")
def cli() -> None:
    """Which Roth route is open to you, how many dollars, what to do by when, and why.

    Start with: rothroute ask

    Or see an example first: rothroute example big-tech-engineer > me.yaml, then rothroute advise me.yaml

    This is education, not tax, legal or investment advice.
    """


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; the one place where errors become exit codes."""
    if sys.stdout is None:
        return _stopped("standard output is closed")
    try:
        result = cli.main(arguments, prog_name="rothroute", standalone_mode=False)
        sys.stdout.flush()
    except Refusal as refusal:
        complain(refusal.diagnostics, refusal.texts)
        return BAD_INPUT
    except click.ClickException as problem:
        problem.show()
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except SystemExit as ended:  # by a signal, once what was begun is cleaned up
        return _ended(ended.code)
    except (OutputClosed, BrokenPipeError):
        return _stopped("the output was closed before everything was written")
    except MemoryError:
        return _stopped("there is not enough memory for this", output=False)
    except OSError as problem:
        return _stopped(_said_of(problem), output=not problem.filename)
    except Exception as bug:
        if library := _not_loaded(bug):
            return _stopped(library, output=False)
        return _our_bug(bug)
    return result if isinstance(result, int) else DECIDED


def _ended(code: object) -> int:
    """The exit code of a run that a signal ended; the terminal may be gone, which is no news any more."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        _to_nowhere()
    return code if isinstance(code, int) else BAD_INPUT


def _not_loaded(problem: Exception) -> str:
    """What to say where a library is missing, or the system could not load it; empty where it is our own module."""
    if not isinstance(problem, ImportError) or (problem.name or "rothroute").partition(".")[0] == "rothroute":
        return ""
    if isinstance(problem, ModuleNotFoundError):
        return f"the library `{problem.name}` is not installed here; install rothroute again"
    return f"`{problem.path}` cannot be loaded: {problem.msg}" if _is_compiled(problem.path) else ""


def _is_compiled(path: str | None) -> bool:
    return (path or "").endswith(tuple(EXTENSION_SUFFIXES))


def _said_of(problem: OSError) -> str:
    """What the operating system refused; without a file's name it was the output."""
    reason = problem.strerror or type(problem).__name__
    return f"`{problem.filename}` cannot be used: {reason}" if problem.filename else f"the output failed: {reason}"


def _stopped(reason: str, output: bool = True) -> int:
    """Something around us gave way, which is neither the input's mistake nor a bug.

    Where it was the output, Python would complain of it once more at exit.
    """
    if output and sys.stdout is not None:
        _to_nowhere()
    with suppress(OSError):
        click.echo(f"error: {reason}", err=True)
    return BAD_INPUT


def _to_nowhere() -> None:
    """Let what is still to be written go nowhere."""
    with suppress(OSError, ValueError):  # ValueError: it is not a file, as in a test
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _our_bug(bug: Exception) -> int:
    from .engine.resources import write_report

    report = write_report(bug)
    click.echo("error: this is a bug in rothroute, not in your input", err=True)
    where = f"{report} (it holds no facts of yours)" if report else "no report could be written"
    click.echo(f"  = help: report it with {where}", err=True)
    return OUR_BUG


def _occupy_closed_streams() -> None:
    """Let no file we open get the number of a closed stream: what libraries say there would be written into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w")


def main() -> NoReturn:
    """The `rothroute` command."""
    _occupy_closed_streams()
    code = run(sys.argv[1:])
    gc.freeze()  # what is left goes with the process
    sys.exit(code)
