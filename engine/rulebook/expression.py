"""Formulas and conditions: text a tax person can read, parsed to the expressions of `model`.

A small precedence-climbing parser of our own: its messages name what was written and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import gcd
from typing import Final

from ..value import MILLION, read_percent
from .model import (
    Aggregate,
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)
from .tokens import Misread, Token, tokens
from .walk import children

LONGEST: Final = 4_000
DEEPEST: Final = 40
MOST_STEPS: Final = 50
KEYWORDS: Final = frozenset(("if", "then", "else", "and", "or", "not", "is", "one", "of", "yes", "no", "min", "max"))
PRORATIONS: Final = {"prorate_to_cent": "to_cent", "prorate_up_to_ten_dollars": "up_to_ten_dollars"}
ROUNDERS: Final = {"round_to_cent": "to_cent", "round_up_to_ten_dollars": "up_to_ten_dollars"}
FUNCTIONS: Final = ("min", "max", *PRORATIONS, *ROUNDERS)
AGGREGATES: Final = ("sum", "largest", "smallest", "count")
QUANTIFIERS: Final = ("any", "every")
WHICH: Final = ("own", "other", "earlier")
CHOICE: Final = re.compile(r"(?=[0-9]*[A-Za-z_])[A-Za-z0-9_]{1,64}")
_Part = Callable[[], Expression]
COMPARISONS: Final = ("<", "<=", ">", ">=", "=", "!=")


def parse(text: str) -> Expression:
    """Parse one formula or condition; Misread says what is wrong, where, and what to write."""
    if len(text) > LONGEST:
        raise Misread(f"a formula of more than {LONGEST:,} characters", (0, 1), "name its parts as figures")
    parser = _Parser(tokens(text), len(text))
    expression = parser.expression()
    parser.expect_end()
    _refuse_long(expression, MOST_STEPS)
    return expression


def _refuse_long(node: Expression, left: int) -> None:
    """Every reader walks expressions recursively, so no path through one may be long."""
    left -= max(1, len(node.items) - 1) if isinstance(node, Extreme) else 1
    if left < 0:
        message = f"a formula of more than {MOST_STEPS} steps, one inside the other"
        raise Misread(message, node.place, "name its parts as figures")
    for child in children(node):
        _refuse_long(child, left)


class _Parser:
    """One pass over the tokens, lowest precedence first."""

    def __init__(self, tokens: list[Token], length: int) -> None:
        self.tokens, self.position, self.depth = tokens, 0, 0
        self.finish = Token("end", "", length, length + 1)

    @property
    def next(self) -> Token:
        return self.tokens[self.position] if self.position < len(self.tokens) else self.finish

    @property
    def after_next(self) -> Token:
        return self.tokens[self.position + 1] if self.position + 1 < len(self.tokens) else self.finish

    def take(self) -> Token:
        token = self.next
        self.position += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.next.text in texts and self.next.kind in ("word", "mark")

    def skip(self, text: str) -> bool:
        if self.sees(text):
            self.position += 1
            return True
        return False

    def expect(self, text: str, reason: str) -> None:
        if not self.skip(text):
            raise self.surprise(f"`{text}` is missing: {reason}")

    def surprise(self, message: str, help: str | None = None) -> Misread:
        token = self.next
        found = f", but found `{token.text}`" if token.text else ", but the formula ends here"
        return Misread(message + found, (token.start, token.end), help)

    def expect_end(self) -> None:
        if self.next.kind != "end":
            raise self.surprise("the formula should end", "join the parts with an operator")

    def since(self, start: int) -> tuple[int, int]:
        return start, self.tokens[self.position - 1].end if self.position else start

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.surprise(f"nested more than {DEEPEST} deep", "name an inner part")
        found = self.conditional() if self.sees("if") else self.either()
        self.depth -= 1
        return found

    def conditional(self) -> Expression:
        start = self.take().start
        test = self.expression()
        self.expect("then", "`if A then B else C`")
        then = self.expression()
        self.expect("else", "`if A then B else C` needs all three parts")
        return Conditional(test, then, self.expression(), self.since(start))

    def either(self) -> Expression:
        return self.joined("or", self.both)

    def both(self) -> Expression:
        return self.joined("and", self.negation)

    def joined(self, word: str, part: _Part) -> Expression:
        start, items = self.next.start, [part()]
        while self.skip(word):
            items.append(part())
        return items[0] if len(items) == 1 else Connective(word, tuple(items), self.since(start))

    def negation(self) -> Expression:
        start, count = self.next.start, 0
        while self.skip("not"):
            count += 1
        if not count:
            return self.comparison()
        item = self.comparison()
        return Not(item, self.since(start)) if count % 2 else item

    def comparison(self) -> Expression:
        start, left = self.next.start, self.sum()
        if self.sees("is"):
            return self.membership(left, start)
        if not (self.next.kind == "mark" and self.next.text in COMPARISONS):
            return left
        operator = self.take().text
        right = self.sum()
        if self.next.kind == "mark" and self.next.text in COMPARISONS:
            raise self.surprise("a comparison has two sides", "write `a <= b and b <= c`")
        return Comparison(operator, left, right, self.since(start))

    def membership(self, left: Expression, start: int) -> Expression:
        if not isinstance(left, Name):
            raise self.surprise("`is` asks what a fact is", "put the fact's name before `is`")
        self.take()
        positive = not self.skip("not")
        if self.skip("one"):
            self.expect("of", "`is one of (a, b)`")
            values = self.values()
        else:
            values = (self.choice(),)
        return self.tested(left, values, positive, self.since(start))

    def tested(self, left: Name, values: tuple[str, ...], positive: bool, place: tuple[int, int]) -> Expression:
        if values in (("yes",), ("no",)):
            positive = positive == (values == ("yes",))
            return left if positive else Not(left, place)
        test = Membership(left.name, values, place)
        return test if positive else Not(test, place)

    def values(self) -> tuple[str, ...]:
        self.expect("(", "`is one of (a, b)`")
        found = [self.choice()]
        while self.skip(","):
            found.append(self.choice())
        self.expect(")", "the list of values is not closed")
        return tuple(found)

    def choice(self) -> str:
        if self.next.kind != "word":
            raise self.surprise("`is` wants a value of the fact", "`filing_status is single`")
        return self.take().text

    def sum(self) -> Expression:
        return self.chain(("+", "-"), self.term)

    def term(self) -> Expression:
        return self.chain(("*", "/"), self.factor)

    def chain(self, operators: tuple[str, str], part: _Part) -> Expression:
        start, left = self.next.start, part()
        while self.next.kind == "mark" and self.next.text in operators:
            operator = self.take().text
            left = Arithmetic(operator, left, part(), self.since(start))
        return left

    def factor(self) -> Expression:
        start, count = self.next.start, 0
        while self.skip("-"):
            count += 1
        item = self.primary()
        if count % 2 == 0:
            return item
        return Arithmetic("*", Number(-1, 1, "number"), item, self.since(start))

    def primary(self) -> Expression:
        token = self.next
        if self.skip("("):
            inner = self.expression()
            self.expect(")", "a bracket is not closed")
            return inner
        if token.kind in ("money", "percent", "number"):
            return _number(self.take())
        if token.text in FUNCTIONS:
            return self.call(self.take())
        if token.text in AGGREGATES and self.after_next.text == "of":
            return self.aggregate(self.take())
        if token.text in QUANTIFIERS and _names_items(self.after_next):
            return self.quantifier(self.take())
        if token.text in ("yes", "no"):
            return Truth(self.take().text == "yes", (token.start, token.end))
        if token.kind == "word" and token.text not in KEYWORDS:
            return self.name(self.take())
        raise self.surprise("a name, an amount or a bracket is expected here")

    def name(self, token: Token) -> Expression:
        place = (token.start, token.end)
        if self.sees("("):
            help = "the forms are " + ", ".join(f"`{name}`" for name in FUNCTIONS)
            raise Misread(f"`{token.text}` is not a form of the language", place, help)
        if token.text[0].isdigit():
            help = "write dollars as `$1,500`; a choice value stands after `is`"
            raise Misread(f"`{token.text}` is not an amount", place, help)
        return Name(token.text, place)

    def aggregate(self, operator: Token) -> Expression:
        self.take()
        amount = None
        if operator.text != "count":
            amount = self.expression()
            self.expect("over", f"`{operator.text} of <amount> over <list>`")
        which, list_word = self.items("the plural of a list stands here, like `plans` or `other plans`")
        test = self.expression() if self.skip("where") else None
        return Aggregate(operator.text, which, list_word, amount, test, self.since(operator.start))

    def quantifier(self, operator: Token) -> Expression:
        which, list_word = self.items("an item of a list stands here, like `plan` or `other plan`")
        self.expect("where", f"`{operator.text} {list_word} where <condition>`")
        test = self.expression()
        return Aggregate(operator.text, which, list_word, None, test, self.since(operator.start))

    def items(self, reason: str) -> tuple[str, str]:
        """Which items of which list: `plans`, `other plans`."""
        which = self.take().text if self.next.text in WHICH and _names_items(self.after_next) else ""
        if not _names_items(self.next):
            raise self.surprise(reason)
        return which, self.take().text

    def call(self, token: Token) -> Expression:
        self.expect("(", f"`{token.text}(...)`")
        items = [self.expression()]
        while self.skip(","):
            items.append(self.expression())
        self.expect(")", "a bracket is not closed")
        return _applied(token, tuple(items), self.since(token.start))


def _names_items(token: Token) -> bool:
    return token.kind == "word" and token.text not in KEYWORDS and token.text not in ("over", "where")


def _applied(token: Token, items: tuple[Expression, ...], place: tuple[int, int]) -> Expression:
    name = token.text
    if name in PRORATIONS and len(items) == 3:
        return Proration(PRORATIONS[name], *items, place)
    if name in ROUNDERS and len(items) == 1:
        return Rounded(ROUNDERS[name], items[0], place)
    if name in ("min", "max") and len(items) > 1:
        return Extreme(name, items, place)
    wanted = "amount, part, whole" if name in PRORATIONS else "one amount" if name in ROUNDERS else "two or more"
    raise Misread(f"`{name}` takes {wanted}, not {len(items)}", place)


def _number(token: Token) -> Number:
    place = (token.start, token.end)
    text = token.text.replace(",", "").replace(" ", "")
    whole, _, fraction = text.strip("$%").partition(".")
    if len(whole) > 12 or len(fraction) > 6:
        raise Misread(f"`{token.text}` has too many digits", place)
    if token.kind == "percent":
        return _reduced(_percent(token.text, place), MILLION, "percent", place)
    denominator: int = 10 ** len(fraction)
    if token.kind == "money":
        return _reduced(int(whole + fraction) * 100, denominator, "dollars", place)
    return _reduced(int(whole + fraction), denominator, "count", place)


def _percent(text: str, place: tuple[int, int]) -> int:
    try:
        return read_percent(text)
    except ValueError as problem:
        raise Misread(f"`{text}` {problem}", place) from None


def _reduced(amount: int, denominator: int, unit: str, place: tuple[int, int]) -> Number:
    shared = gcd(amount, denominator)
    return Number(amount // shared, denominator // shared, unit, place)
