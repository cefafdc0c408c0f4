"""The inference engine: durable-rules 2.0.28, driven through its C extension and kept to a safe subset.

Outside that subset it crashes or answers wrongly without a word; all that is outside is refused up front.

200 rules with 700 tests, 100 facts and 80 firings take 0.34 ms on one core if the extension was built with
-O2, a quarter more if not. A third of it makes and deletes a state, 10 kB for each condition of each rule,
so few and short rules are what pays. Retracting the facts to keep the state would save a seventh, and one
flaw there would show one saver another's facts.

No call needs a lock: the extension never releases the GIL (importing it turns the GIL on where there is
none), what a call returns is copied, and all that outlives a call belongs to one session's state.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from .ruleset import SENTINEL, FactTest, Lot, MachineLimit, Rule, Ruleset, Value, Writing, is_safe

__all__ = [
    "EngineSession",
    "FactTest",
    "Machine",
    "MachineFault",
    "MachineLimit",
    "OppositeValues",
    "Rule",
    "self_test",
]

_SESSIONS: Final = tuple("12345678")
_PATIENCE: Final = 60.0
_LOT: Final = slice(2, 6)
"""Where a message of the engine names the lot, {"0001":{...facts...}}; the facts are those it tests."""


class MachineFault(RuntimeError):
    """A mistake of ours, or durable-rules doing what it must not: no answer may be given."""


class OppositeValues(Exception):
    """A rule concludes the opposite of another, or of what was asserted (`first` is then "an assertion")."""

    def __init__(self, predicate: str, first: str, second: str) -> None:
        """Keep the predicate and the names of the two rules."""
        super().__init__(f"{first} and {second} give opposite values of {predicate}")
        self.predicate, self.first, self.second = predicate, first, second


def _extension() -> Any:
    # Left alone it is built against a function that Python 3.13 dropped. Only callbacks that we never set
    # call that, so it is not missed as long as names are looked up no sooner than they are called.
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        import durable_rules_engine
    except ImportError:
        return None
    finally:
        sys.setdlopenflags(flags)
    return durable_rules_engine


_durable: Final = _extension()


def is_installed() -> bool:
    """Whether durable-rules is there: it is compiled where it is installed, and not every machine can."""
    return _durable is not None


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except _durable.error as error:
        raise MachineFault(str(error)) from error


class Machine:
    """The rules of one rulebook and year, ready for any number of sessions from any number of threads."""

    def __init__(self, name: str, rules: Sequence[Rule]) -> None:
        """Build the ruleset. Raises MachineLimit; or MachineFault if durable-rules fails its self-test."""
        if rules is not _CANARY:
            _self_test_once()
        self.name = name
        self._ruleset = Ruleset(rules)
        with _faults():
            self._handle: int = _durable.create_ruleset("rothroute", self._ruleset.definition())
        self._delete = weakref.finalize(self, _durable.delete_ruleset, self._handle)
        self._written: dict[str, tuple[dict[str, Writing], dict[str, Lot]]] = {}
        self._free = list(_SESSIONS)
        self._sessions_free = threading.Semaphore(len(_SESSIONS))
        self._pool = threading.Lock()

    @contextmanager
    def session(self) -> Iterator[EngineSession]:
        """One saver's evaluation; waits while eight others are under way."""
        sid, writings, lots = self._acquire()
        # Should this fail, the id is lost for good: to delete a state before any action frees a wild pointer.
        session = EngineSession(self, sid, writings, lots)
        try:
            yield session
        finally:
            session.close()
            with self._pool:
                self._free.append(sid)
            self._sessions_free.release()

    def close(self) -> None:
        """Free the ruleset. Raises MachineFault while a session is open; closing twice is fine."""
        with self._pool:
            if len(self._free) < len(_SESSIONS):
                raise MachineFault(f"{self.name} has a session open")
            self._delete()

    def _acquire(self) -> tuple[str, dict[str, Writing], dict[str, Lot]]:
        # A thread that opens sessions inside its own would otherwise hang for ever.
        if not self._sessions_free.acquire(timeout=_PATIENCE):
            raise MachineFault(f"{self.name} had no free session for {_PATIENCE:.0f} seconds")
        with self._pool:
            if not self._delete.alive:
                self._sessions_free.release()
                raise MachineFault(f"{self.name} is closed")
            sid = self._free.pop()
            if sid not in self._written:
                writings = self._ruleset.writings(sid)
                self._written[sid] = writings, self._ruleset.lots_of(writings)
            return sid, *self._written[sid]


class EngineSession:
    """One saver's facts and what follows from them, in one thread; nothing is left of it afterwards."""

    def __init__(self, machine: Machine, sid: str, writings: dict[str, Writing], lots: dict[str, Lot]) -> None:
        """Make the session's state; for Machine.session alone."""
        self.asserts = 0
        self._handle, self._rules = machine._handle, machine._ruleset.rules
        self._sid, self._writings = sid, writings
        self._values: dict[str, Value] = {}
        self._fired: list[int] = []
        self._waiting = lots.copy()
        self._alive = -1
        with _faults():
            self._state = self._fire_sentinel()
        self._usable = True

    @property
    def firings(self) -> int:
        """How many rules fired."""
        return len(self._fired)

    def close(self) -> None:
        """Delete all that was asserted; for Machine.session alone."""
        self._usable = False
        with _faults():
            _durable.delete_state(self._handle, self._sid)

    def assert_values(self, values: Iterable[tuple[str, Value]]) -> list[str]:
        """Assert what is known, fire all that follows, and return the names of the rules fired in rule order.

        May be called again with what became known since. Raises OppositeValues; MachineLimit for an unsafe
        value; MachineFault for a predicate asserted twice. After any of them the session is of no more use.
        """
        return [self._rules[place].name for place in sorted(self.fire(values))]

    def fire(self, values: Iterable[tuple[str, Value]]) -> list[int]:
        """The same, but return the places of the rules fired, in any order."""
        if not self._usable:
            raise MachineFault("the session is not open, or it has failed")
        self._usable = False  # until all is well: an action left half done holds back all others
        with _faults():
            self._assert(values)
            fired = self._run()
        self._usable = True
        return fired

    def _fire_sentinel(self) -> int:
        state: int
        _, state = _durable.assert_fact(self._handle, f'{{"sid":"{self._sid}","id":"go","go":1}}')
        started = _durable.start_action_for_state(self._handle, state)
        if not started or started[1][_LOT] != SENTINEL:
            raise MachineFault("the sentinel did not fire")
        if _durable.complete_and_start_action(self._handle, state) is not None:
            raise MachineFault("a rule fired before anything was asserted")
        return state

    def _assert(self, values: Iterable[tuple[str, Value]]) -> None:
        """Note the values, then assert those that a lot which can still fire asks for."""
        known, writings, alive = self._values, self._writings, self._alive
        found: list[tuple[str, str, int]] = []
        for predicate, value in values:
            if predicate in known:
                raise MachineFault(f"{predicate} is asserted twice")
            known[predicate] = value
            if predicate not in writings:
                continue
            kind, written, other = writings[predicate]
            if type(value) is not kind or (kind is int and not is_safe(value)):
                raise MachineLimit(f"{predicate}: {value!r} is not a safe {kind.__name__}")
            body, readers, kept = written.get(value, other)
            alive &= kept
            if readers & alive:
                found.append((predicate, f"{body}{value}}}" if kind is int else body, readers))
        self._alive = alive
        for predicate, body, readers in found:
            if readers & alive:
                self._assert_fact(predicate, body)

    def _assert_fact(self, predicate: str, body: str) -> None:
        self.asserts += 1
        # 0 is stored, 1 that no rule takes it; anything else means that an id was there already.
        if _durable.assert_fact(self._handle, body)[0] > 1:
            raise MachineFault(f"{predicate} was refused")

    def _run(self) -> list[int]:
        """Fire to quiescence, and end for certain: no lot of rules may fire twice."""
        waiting, values, handle, state = self._waiting, self._values, self._handle, self._state
        fired: list[int] = []
        started = _durable.start_action_for_state(handle, state)
        message = started[1] if started else None
        while message is not None:
            lot = waiting.pop(message[_LOT], None)
            if lot is None:
                raise MachineFault(f"rule {message[_LOT]} of the engine fired twice, or is none of ours")
            places, concludes, kept = lot
            fired += places
            alive = self._alive = self._alive & kept
            for rule, predicate, value, (body, readers, _) in concludes:
                known = values.get(predicate)
                if known is None:
                    values[predicate] = value
                    if readers & alive:
                        self._assert_fact(predicate, body)
                elif known is not value:
                    raise OppositeValues(predicate, self._maker(predicate, not value, fired), rule)
            message = _durable.complete_and_start_action(handle, state)
        self._fired += fired
        return fired

    def _maker(self, predicate: str, value: bool, fired: list[int]) -> str:
        """The first rule that gave the predicate the value; where none did, it was asserted."""
        rules = (self._rules[place] for place in self._fired + fired)
        return next((rule.name for rule in rules if rule.concludes == (predicate, value)), "an assertion")


def self_test() -> None:
    """Run a small program whose outcome is known. Raises MachineFault if durable-rules deviates from it."""
    machine = Machine("self-test", _CANARY)
    for steps in _CANARY_SESSIONS:
        with machine.session() as session:
            for values, expected in steps:
                fired = session.assert_values(values)
                if fired != expected:
                    raise MachineFault(f"durable-rules fails its self-test: it fired {fired}, not {expected}")
    machine.close()


_self_test_once = cache(self_test)

_EXTREME: Final = 2**53 - 1
_CANARY: Final = (
    Rule(
        "range", (FactTest("age", ">=", 60), FactTest("age", "<=", 63), FactTest("owner", "=", False)), ("older", True)
    ),
    Rule("chain", (FactTest("older", "=", True), FactTest("status", "=", "single")), ("settled", True)),
    Rule("later", (FactTest("settled", "=", True), FactTest("debt", ">", -3), FactTest("debt", "<", 0))),
    Rule("exact", (FactTest("debt", "=", -_EXTREME),)),
    Rule("not above", (FactTest("age", ">", 60), FactTest("owner", "=", False))),
    Rule("not below", (FactTest("age", "<", 60), FactTest("owner", "=", False))),
    Rule("not owner", (FactTest("age", "=", 60), FactTest("owner", "=", True))),
    Rule("not the word", (FactTest("status", "=", "sing"),)),
    Rule("not opposite", (FactTest("older", "=", False),)),
)
_YES: Final = (("status", "single"), ("owner", False), ("age", 60))
_CANARY_SESSIONS: Final[tuple[tuple[tuple[Sequence[tuple[str, Value]], list[str]], ...], ...]] = (
    ((_YES, ["range", "chain"]), ([("debt", -2)], ["later"])),
    (([("debt", -2)], []), (_YES[:2], [])),  # nothing is left of the session before
    (([("debt", 1 - _EXTREME)], []),),
    (([("debt", -_EXTREME)], ["exact"]),),
)
