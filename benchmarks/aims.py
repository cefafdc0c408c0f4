"""What we hold ourselves to, measured in one run; beside another checkout, what a change has brought.

    python benchmarks/aims.py [--against CHECKOUT]

The other checkout has its own .venv (`make .venv/installed-dev`) and runs this checkout's scripts where it lacks them;
a script that does not fit there is left out. Both run in turn, so that the ratio is of the same minutes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = (["start.py"], ["advice.py"], ["letters.py", "markdown", "pdf"])
ROUNDS = 3

# name: the aim, and whether more is better
AIMS = {
    "advise / bare imports": (2.5, False),
    "decisions with trace/s": (2_000, True),
    "markdown letters/s": (200, True),
    "pdf letters/s": (10, True),
}


def main() -> None:
    """Run every script in turn and print the medians."""
    other = Path(sys.argv[2]).resolve() if sys.argv[1:2] == ["--against"] else None
    checkouts = [HERE.parent, *([other] if other else [])]
    runs: list[list[dict[str, float]]] = [[] for _ in checkouts]
    for _ in range(ROUNDS):
        for place, checkout in enumerate(checkouts):
            runs[place].append({name: one for script in SCRIPTS for name, one in measured(checkout, script).items()})
    mine, *theirs = ({name: statistics.median(run[name] for run in each) for name in each[0]} for each in runs)
    print(f"{'':26}{'here':>10}{'aim':>12}" + (f"{'there':>10}{'here/there':>12}" if theirs else ""))
    for name, value in mine.items():
        aim, more = AIMS.get(name, (0, True))
        missed = "" if (value >= aim and more) or (value <= aim and not more) else "  missed"
        said = f"{'at least' if more else 'at most'} {aim:,}" if name in AIMS else ""
        beside = "".join(f"{one[name]:10,.2f}{value / one[name]:12.2f}" for one in theirs if name in one)
        print(f"{name:26}{value:10,.2f}{said:>16}{beside}{missed}")


def measured(checkout: Path, script: list[str]) -> dict[str, float]:
    """What a script of a checkout finds, run by that checkout's Python."""
    own = checkout / "benchmarks" / script[0]
    path = own if own.exists() and "--json" in own.read_text("utf-8") else HERE / script[0]
    python = str(checkout / ".venv" / "bin" / "python") if checkout != HERE.parent else sys.executable
    done = subprocess.run([python, str(path), *script[1:], "--json"], capture_output=True, text=True, check=False)
    if done.returncode and checkout != HERE.parent:
        return {}  # made for another state of the code
    if done.returncode:
        sys.exit(f"{path} failed:\n{done.stderr}")
    return {name: value for line in done.stdout.splitlines() for name, value in json.loads(line).items()}


if __name__ == "__main__":
    main()
