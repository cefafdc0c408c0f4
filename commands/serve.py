"""`rothroute serve`: the pages in a browser."""

from __future__ import annotations

import secrets
from datetime import date
from ipaddress import ip_address
from pathlib import Path

import click

from .common import DECIDED, rules_option, say

_KEY_BYTES = 32
_MOST_WORKERS = 64


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; 0, the default, takes a free one.")
@click.option("--workers", type=click.IntRange(1, _MOST_WORKERS), default=1, show_default=True, help="Processes.")
@click.option("--base-url", metavar="URL", help="How browsers reach the server, where that is another address.")
@click.option("--public", is_flag=True, help="Let others than this machine in; each is held to a rate.")
@click.option("--token/--no-token", default=True, help="Ask who comes for the key in the printed address.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"A file of {_KEY_BYTES} bytes that closes the cookies, so that they outlive a restart.",
)
@click.option("--browser/--no-browser", default=True, help="Open the first page in a browser.")
@rules_option
def serve(
    host: str,
    port: int,
    workers: int,
    base_url: str | None,
    public: bool,
    token: bool,
    key_file: Path | None,
    browser: bool,
    rules: Path | None,
) -> int:
    """Answer in a browser: the questions, the result, other values tried, letters to keep.

    Examples: rothroute serve

    rothroute serve --host 0.0.0.0 --port 8000 --public --base-url https://roth.example.com

    The first line printed is the address to open. Answers are kept in the browser, never here. Ctrl-C stops it.
    """
    try:
        from ..web.server import listening
        from ..web.server import serve as served
        from ..web.settings import Settings
    except ModuleNotFoundError as missing:
        raise click.UsageError(f"{missing.name} is missing: pip install 'rothroute[web]'") from None
    from ..engine.api import load_rulebook

    _check_reach(host, base_url, public)
    key = _key(key_file)
    load_rulebook(rules)  # what is wrong with it is told here, once
    try:
        listener = listening(host, port)
    except OSError as problem:
        raise click.UsageError(f"{host}:{port} cannot be listened on: {problem.strerror or problem}") from None
    place = f"[{host}]" if ":" in host else host
    base = base_url.rstrip("/") if base_url else f"http://{place}:{listener.getsockname()[1]}"
    settings = Settings(base, key, secrets.token_urlsafe(24) if token else "", date.today, rules, public)
    address = f"{base}/?token={settings.token}" if token else f"{base}/"

    def begun() -> None:
        say(address)
        if browser:
            import webbrowser

            webbrowser.open(address)

    served(settings, listener, workers, begun)
    return DECIDED


def _check_reach(host: str, base_url: str | None, public: bool) -> None:
    """Refuse to be reached by others unless it is meant, and to be reached by a name that is not told."""
    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise click.UsageError("--base-url begins with http:// or https://")
    if base_url is not None and base_url.rstrip("/").count("/") > 2:
        raise click.UsageError("--base-url is a scheme, a host and a port: nothing after it")
    try:
        inside = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        inside = False
    if inside:
        return
    if not public:
        raise click.UsageError(f"--host {host} lets others than this machine in: say --public if that is meant")
    if base_url is None:
        raise click.UsageError("--public needs --base-url, the address by which people reach the server")


def _key(path: Path | None) -> bytes:
    """The key of a file, or a new one that goes with this run."""
    if path is None:
        return secrets.token_bytes(_KEY_BYTES)
    from ..engine.resources import read_bytes

    key = read_bytes(path)
    if len(key) != _KEY_BYTES:
        help = f"make one with: head -c {_KEY_BYTES} /dev/urandom > {path}"
        raise click.UsageError(f"{path} has {len(key)} bytes, not {_KEY_BYTES}; {help}")
    return key
