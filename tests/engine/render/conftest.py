"""A small letter with every kind of block, and the letters of the examples as sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rothroute.engine import Adviser, Decision
from rothroute.engine.letters import Draft, Options, Writer, draft
from rothroute.engine.source import parse
from rothroute.engine.templates import Templates, templates_of

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2026, 6, 30)
FULL = Options("Dana Whitfield", "Rowan Ellery, CFP", "Ellery & Partners\n12 Harbour Row, Portland, ME 04101")
NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
SMALL = """# You can still put $100 into Roth

{.lead}
[Start *now*, please.]{r=1}[^1]

{.strip}
- **$100** all of it
- **Dec. 31** last day

{.wide}
## Next steps

{.steps}
1. **This week** Ask HR: *What is left?*
2. **By April 15, 2027** Pay `$100`.

## Why

> **Mind this.** It's late.

Table: What counts
| What | Dollars |
|---|---:|
| Pay | $7 |
| **All** | **$100** |

- **One.** First.
   - below
- Second \\*not bold\\*.

```
Hello,

copy this
```

{.sign}
With good wishes,

{.fine}
Education.

# Working papers

Before.

## Facts

A fact.

[^1]: **The note.** Law.
"""


@pytest.fixture(scope="session")
def templates() -> Templates:
    return templates_of()


@pytest.fixture(scope="session")
def writer(templates: Templates) -> Writer:
    return Writer(templates)


@pytest.fixture(scope="session")
def decisions(adviser: Adviser) -> dict[str, Decision]:
    return {path.stem: adviser.advise(parse(path.read_bytes(), path.name), DAY) for path in EXAMPLES}


@pytest.fixture(scope="session")
def drafts(decisions: dict[str, Decision], templates: Templates) -> dict[str, Draft]:
    return {name: draft(decision, FULL, templates) for name, decision in decisions.items()}


@pytest.fixture(params=[path.stem for path in EXAMPLES])
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def written(writer: Writer) -> Callable[[Draft, str], bytes]:
    """A letter in a format, or the test is skipped where its library is not installed."""

    def make(one: Draft, format: str) -> bytes:
        if format in NEEDS:
            pytest.importorskip(NEEDS[format])
        return writer.written(one, format)

    return make


@pytest.fixture(scope="session")
def small() -> str:
    return SMALL
