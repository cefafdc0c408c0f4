"""The summary of a population in words: text for a terminal, and an HTML page with bars, without script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final, NamedTuple

from ..explain.formatting import sentence
from ..rulebook.model import Rulebook
from ..value import show_dollars
from .decisions import NONE

_TITLES: Final = {
    "open": "open",
    "caution": "open, with a caution",
    "unknown": "not known yet",
    "closed": "closed",
}
_MOST_LINES: Final = 8
_BAR: Final = 24
_WIDE: Final = 100
_NOTE: Final = (
    "This is education, not {advice}. A row is decided by what its own cells say; "
    "the command rothroute advise looks at one saver more closely, case by case."
)


class ChartLine(NamedTuple):
    """One line of a chart: what it counts, how many of how many rows, and what else is said of it."""

    label: str
    rows: int
    of: int
    said: str = ""


class Chart(NamedTuple):
    """Lines under a heading, with a word on what they count."""

    title: str
    what: str
    lines: tuple[ChartLine, ...]


def charts(rulebook: Rulebook, counted: Mapping[str, Any]) -> Iterator[Chart]:
    """What a summary shows, in the order of interest."""
    kept = counted["rows"] - counted["refused"]
    yield Chart(
        "Recommendation",
        "Which route comes first. Where facts are missing, all that still can.",
        tuple(
            ChartLine(_routes(rulebook, name), count, kept)
            for name, count in _most(counted["recommendation"].items(), rulebook)
        ),
    )
    for name, route in counted["routes"].items():
        lines = [ChartLine(_TITLES[verdict], count, kept) for verdict, count in route["verdicts"].items() if count]
        yield Chart(sentence(rulebook.routes[name].label), _dollars(route["dollars"]), tuple(lines))
        closed = [
            ChartLine(_because(rulebook, one), both["rows"], kept, f"{both['alone']:,} for this alone")
            for one, both in list(route["closed_by"].items())[:_MOST_LINES]
        ]
        if closed:
            yield Chart(f"What closes the {route['label']}", "One person may count more than once.", tuple(closed))
    corrections = [
        ChartLine(rulebook.corrections[name].label, count, kept) for name, count in counted["corrections"].items()
    ]
    if corrections:
        yield Chart("To be put right", "Needed before anything else.", tuple(corrections))
    first = counted["find_out_first"][:_MOST_LINES]
    if first:
        yield Chart(
            "Worth finding out first",
            f"Facts that can still change a row, in {first[0]['of_sample']:,} of the undecided rows.",
            tuple(ChartLine(f"{one['label']} ({one['fact']})", one["open"], one["of_sample"]) for one in first),
        )
    if counted["refused_by"]:
        yield Chart(
            "Set aside",
            "Rows that could not be used; the file of refused rows says why, row by row.",
            tuple(
                ChartLine(name or "answers that contradict each other", count, counted["rows"])
                for name, count in list(counted["refused_by"].items())[:_MOST_LINES]
            ),
        )


def what_if_charts(rulebook: Rulebook, found: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Chart]:
    """What is other if some facts were."""
    said = ", ".join(f"{rulebook.facts[name].label}: {value}" for name, value in found["set"].items())
    kept = sum(found["rows"].values())
    titles = {"gains": "gain", "loses": "lose", "same": "stay as they are", "either": "may gain or lose"}
    change = found["change"]
    dollars = f"{sentence(rulebook.wording.total.label.text)} of all plans together change by {_change(change)}."
    lines = [ChartLine(titles[move], count, kept) for move, count in found["rows"].items() if count]
    if apart := found["after"]["refused"] - before["refused"]:
        lines.append(ChartLine("left out, as their answers would contradict each other", apart, kept + apart))
    yield Chart(f"What if: {said}", dollars, tuple(lines))
    for name, route in found["after"]["routes"].items():
        was = before["routes"][name]["verdicts"]
        if was != route["verdicts"]:
            lines = [
                ChartLine(_TITLES[verdict], count, kept, f"before: {was[verdict]:,}")
                for verdict, count in route["verdicts"].items()
                if count or was[verdict]
            ]
            yield Chart(f"{sentence(route['label'])}, what if", _dollars(route["dollars"]), tuple(lines))
    if counted := found["counted"]:
        lines = [ChartLine(_because(rulebook, counted["conclusion"]), counted["gains"], found["rows"]["gains"])]
        if counted["unknown_gains"]:
            lines.append(ChartLine("not known whether", counted["unknown_gains"], found["rows"]["gains"]))
        note = rulebook.plan.counted_said if rulebook.plan is not None else None
        yield Chart("Of those who gain", note.text if note is not None else "", tuple(lines))
    if found["bands"]["bands"]:
        label = rulebook.facts[found["bands"]["fact"]].label
        yield Chart(
            f"Who gains, by {label}",
            "How many of each band gain, and by how many dollars all plans of the band change.",
            tuple(
                ChartLine(_band(band), band["gains"], band["rows"], _change(band)) for band in found["bands"]["bands"]
            ),
        )


def _band(band: Mapping[str, Any]) -> str:
    if band["from"] is None:
        return "not known"
    if band["below"] is None:
        return f"${band['from']:,} and more"
    return f"${band['from']:,} to below ${band['below']:,}"


def _change(found: Mapping[str, Any]) -> str:
    """How far the least and the most move; where both move alike, once."""
    low, high = (round(found[end] * 100) for end in ("low", "high"))
    ends = [show_dollars(cents) if cents <= 0 else f"+{show_dollars(cents)}" for cents in (low, high)]
    return ends[0] if low == high else f"{ends[0]} (the least) and {ends[1]} (the most)"


def headline(rulebook: Rulebook, counted: Mapping[str, Any]) -> list[str]:
    """The population in a few sentences."""
    status = counted["status"]
    lines = [
        f"{_rows(counted['rows'])}: {status.get('decided', 0):,} decided, "
        f"{status.get('provisional', 0):,} still open, {counted['refused']:,} set aside.",
    ]
    if counted["rows"] > counted["refused"] and rulebook.plan is not None:
        lines.append(
            f"{sentence(rulebook.wording.total.label.text)} of all plans together: {_dollars(counted['total'])}"
        )
    return lines


def _note(rulebook: Rulebook) -> str:
    return _NOTE.format(advice=rulebook.wording.advice.text)


def as_text(rulebook: Rulebook, counted: Mapping[str, Any], more: Sequence[Chart] = (), plain: bool = False) -> str:
    """The summary for a terminal; `plain` draws no bars."""
    parts = ["\n".join(headline(rulebook, counted))]
    for chart in (*more, *charts(rulebook, counted)):
        lines = [f"{chart.title}: {chart.what}" if chart.what else chart.title]
        lines += [_text_line(line, plain) for line in chart.lines]
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, _note(rulebook)])


def _text_line(line: ChartLine, plain: bool) -> str:
    said = f"; {line.said}" if line.said else ""
    bar = "" if plain else f"{'#' * round(_BAR * _share(line)):<{_BAR}} "
    return f"  {bar}{line.rows:>10,}  {_percent(line):>6}  {line.label}{said}"


def as_page(rulebook: Rulebook, counted: Mapping[str, Any], title: str, more: Sequence[Chart] = ()) -> str:
    """The summary as one page: no script, nothing loaded, every word escaped."""
    body = "".join(f"<p>{escape(one)}</p>" for one in headline(rulebook, counted))
    body += "".join(map(_section, (*more, *charts(rulebook, counted))))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body><main><h1>{escape(title)}</h1>{body}<p class="fine">{escape(_note(rulebook))} '
        f"Rulebook {escape(counted['rulebook'][:16])}.</p></main></body></html>\n"
    )


_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}"
    "main{max-width:60rem;margin:0 auto;padding:1rem}h2{margin:2rem 0 .2rem;font-size:1.15rem}"
    "table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:400;width:45%}"
    "td,th{padding:.2rem .5rem .2rem 0;vertical-align:top}td.n{text-align:right;white-space:nowrap;width:9rem}"
    "svg{width:100%;height:.9rem;display:block;margin-top:.3rem}"
    "rect.all{fill:color-mix(in srgb,currentColor 12%,transparent)}"
    "rect.part{fill:#2f6f9f}p.fine,caption,.said{font-size:.9rem;opacity:.8}caption{text-align:left}"
    "@media (max-width:34rem){td.b{display:none}th{width:auto}td.n{width:7.5rem}}"
)


def _section(chart: Chart) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line.label)}'
        + (f'<div class="said">{escape(line.said)}</div>' if line.said else "")
        + f'</th><td class="b"><svg viewBox="0 0 {_WIDE} 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" width="{_WIDE}" height="4"/>'
        f'<rect class="part" width="{_WIDE * _share(line):.2f}" height="4"/></svg></td>'
        f'<td class="n">{line.rows:,} ({_percent(line)})</td></tr>'
        for line in chart.lines
    )
    return f"<h2>{escape(chart.title)}</h2><table><caption>{escape(sentence(chart.what))}</caption>{rows}</table>"


def _share(line: ChartLine) -> float:
    return line.rows / line.of if line.of else 0.0


def _percent(line: ChartLine) -> str:
    share = 100 * _share(line)
    return f"{share:.1f}%" if line.rows else "0%"


def _most(found: Any, rulebook: Rulebook) -> list[tuple[str, int]]:
    """The most frequent recommendations, and the rest as one."""
    every = list(found)
    rest = sum(count for _, count in every[_MOST_LINES:])
    return every[:_MOST_LINES] + ([("", rest)] if rest else [])


def _routes(rulebook: Rulebook, names: str) -> str:
    if not names:
        return "other combinations that are still open"
    return " or ".join("no route" if name == NONE else rulebook.routes[name].label for name in names.split("|"))


def _because(rulebook: Rulebook, conclusion: str) -> str:
    """The name of a conclusion as words, spelled as in the labels of the rulebook: no way to Roth."""
    labels = (one.label for table in (rulebook.routes, rulebook.facts, rulebook.figures) for one in table.values())
    spelled = {word.casefold(): word for label in labels for word in label.split()}
    return " ".join(spelled.get(word, word) for word in conclusion.split("_"))


def _dollars(found: Mapping[str, Any]) -> str:
    low, high = (round(found[end] * 100) for end in ("low", "high"))
    more = f"; for {found['rows_without_a_most']:,} rows nothing said bounds it" if found["rows_without_a_most"] else ""
    if low == high:
        return f"{show_dollars(low)}{more}."
    return f"from {show_dollars(low)} to {show_dollars(high)}{more}."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
