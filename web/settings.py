"""How a server is to run, as the command line says; it goes to every worker process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


class Settings(NamedTuple):
    """What all workers have in common.

    `key` closes the cookies (32 bytes), `token` opens the door ("" for a server without one), `base_url` is how
    browsers reach it, `today` reads the clock. `public` says that strangers reach it, so that each is held to a rate.
    """

    base_url: str
    key: bytes
    token: str
    today: Callable[[], date]
    rules: Path | None = None
    public: bool = False

    @property
    def secure(self) -> bool:
        """Whether browsers come by https."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Scheme, host and port, as browsers say where a form comes from."""
        scheme, place, *_ = urlsplit(self.base_url)
        return f"{scheme}://{place}".lower()

    @property
    def hosts(self) -> frozenset[str]:
        """The names the server answers to; on this machine alone, all the names of this machine."""
        place = urlsplit(self.base_url)
        found = {place.netloc.lower()}
        if place.hostname in ("127.0.0.1", "localhost", "::1"):
            port = f":{place.port}" if place.port else ""
            found |= {f"{name}{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        return frozenset(found)

    @property
    def door(self) -> str:
        """The name of the cookie that holds the token; servers on one machine share their cookies."""
        port = urlsplit(self.base_url).port
        return f"rothroute-door-{port}" if port else "rothroute-door"
