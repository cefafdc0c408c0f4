"""A small letter with every kind of block."""

from __future__ import annotations

import pytest

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
def small() -> str:
    return SMALL
