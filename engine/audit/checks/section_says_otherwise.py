"""What: a date, rate, age or fixed amount that the section it rests on does not name.

Why: what the law itself fixes is the same in every year, so no comparison of years sees a slip made in each of them.
`sections:` of a source says what each section says.

Bad:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room for saving", "402A(b)": "Roth money", "414(v)(5)": "Savers of age 55"}}

Good:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room for saving", "402A(b)": "Roth money", "414(v)(5)": "Savers of age 50"}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ...diagnostic import Diagnostic
from ...rulebook.model import Parameter
from ..audited import Audited, shown, warning
from ..business_days import moved, same_day
from ..statements import section_text

GROUP = "sources"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAY = re.compile(rf"\b({'|'.join(_MONTHS)}) ([0-9]{{1,2}})\b")
_MONEY = re.compile(r"\$([0-9][0-9,]*)")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:percent|%)")
_AGE = re.compile(r"\b[Aa]ges? ([0-9]{1,3})(?: to ([0-9]{1,3}))?")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each parameter the law itself fixes; what a yearly announcement sets is left to other checks."""
    book = audited.book
    for parameter in book.parameters.values():
        sources = [book.sources.get(one.source.source) for _, one in parameter.values]
        text = section_text(book, parameter.law)
        if not text or any(source is not None and source.amounts_for is not None for source in sources):
            continue
        for year, published in parameter.values:
            named = _named(parameter, text, year)
            if named and type(published.amount) is int and published.amount not in named:
                said = shown(published.amount, parameter.unit)
                message = f"`{parameter.name}` is {said} for {year}, but {parameter.law.text} says: {text}"
                yield warning(message, published.span, "correct the amount, or what the source says of its section")


def _named(parameter: Parameter, text: str, year: int) -> set[int]:
    """The values of the parameter's unit that the section names; days of any year the parameter has, and moved."""
    if parameter.unit == "dollars":
        return {int(found.replace(",", "")) * 100 for found in _MONEY.findall(text)}
    if parameter.unit == "percent":
        return {round(float(found) * 10_000) for found in _PERCENT.findall(text)}
    if parameter.unit == "years":
        return {int(age) for found in _AGE.findall(text) for age in found if age}
    if parameter.unit != "date":
        return set()
    years = {date.fromordinal(one.amount).year for _, one in parameter.values if type(one.amount) is int}
    days = [(_MONTHS.index(month) + 1, int(day)) for month, day in _DAY.findall(text)]
    usual = {same_day(each, month, day) for each in {*years, year} for month, day in days}
    return usual | {moved(day) for day in usual} | {moved(day, -1) for day in usual}
