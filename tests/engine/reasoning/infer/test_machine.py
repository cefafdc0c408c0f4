"""The machine against a naive evaluator, its limits, its failures, its threads and its memory."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from operator import eq, ge, gt, le, lt
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine.reasoning.infer import machine as room
from rothroute.engine.reasoning.infer.machine import (
    FactTest,
    Machine,
    MachineFault,
    MachineLimit,
    OppositeValues,
    Rule,
    self_test,
)

Value = bool | int | str
Level = list[tuple[str, Value]]

EXTREME = 2**53 - 1
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, ">=": ge, ">": gt, "<=": le, "<": lt}
NUMBERS: list[Value] = [0, 1, -1, 9, 10, 11, 99, 100, 7_500_00, -12, EXTREME, EXTREME - 1, -EXTREME]
WORDS: list[Value] = ["none", "no", "single", "singles", "401k", "true", "1", "A_b"]
CHOICES: dict[str, list[Value]] = {"b": [True, False], "c": [True, True, False], "n": NUMBERS, "w": WORDS}


def naive(rules: Sequence[Rule], levels: Iterable[Level]) -> list[list[str] | str]:
    """What fires on each level, or why it ends; nothing clever."""
    known: dict[str, Value] = {}
    done: list[Rule] = []
    answers: list[list[str] | str] = []
    for level in levels:
        for predicate, value in level:
            if predicate in known:
                return [*answers, "twice"]
            known[predicate] = value
        before = len(done)
        while ready := [rule for rule in rules if rule not in done and met(rule, known)]:
            for rule in ready:
                done.append(rule)
                if rule.concludes and known.setdefault(*rule.concludes) is not rule.concludes[1]:
                    return [*answers, "contradiction"]
        answers.append([rule.name for rule in rules if rule in done[before:]])
    return answers


def met(rule: Rule, known: dict[str, Value]) -> bool:
    return all(name in known and OPERATORS[sign](known[name], value) for name, sign, value in rule.tests)


def inferred(machine: Machine, levels: Iterable[Level]) -> list[list[str] | str]:
    """The same by the machine."""
    answers: list[list[str] | str] = []
    with machine.session() as session:
        for level in levels:
            try:
                answers.append(session.assert_values(level))
            except OppositeValues:
                return [*answers, "contradiction"]
            except MachineFault as fault:
                assert "asserted twice" in str(fault)
                return [*answers, "twice"]
    return answers


def value_of(predicate: str, random: Random) -> Value:
    return random.choice(CHOICES[predicate[0]])


def a_test(predicate: str, usual: Value, random: Random) -> FactTest:
    """A test that mostly holds of the usual value, numbers often just about."""
    value = usual if random.random() < 0.8 else value_of(predicate, random)
    operator = random.choice([*OPERATORS]) if predicate[0] == "n" else "="
    if predicate[0] == "n" and random.random() < 0.3:
        value = max(-EXTREME, min(EXTREME, int(value) + random.choice([-1, 1])))
    return FactTest(predicate, operator, value)


def program(random: Random) -> tuple[list[Rule], list[Level]]:
    """Random rules over what is asserted (b, n, w) and concluded (c), and levels of what is asserted."""
    asserted = [f"{kind}{number}" for kind in "bnw" for number in range(random.randrange(1, 9))]
    concluded = [f"c{number}" for number in range(random.randrange(1, 12))]
    usual = {predicate: value_of(predicate, random) for predicate in [*asserted, *concluded]}
    rules: list[Rule] = []
    for number in range(random.randrange(1, 50)):
        picked = random.choices([*asserted, *concluded], k=random.choice([1, 1, 2, 2, 3, 3, 4, 6, 10]))
        tests = tuple(a_test(predicate, usual[predicate], random) for predicate in picked)
        if rules and random.random() < 0.15:
            tests = tuple(random.sample(rules[-1].tests, k=len(rules[-1].tests)))
        target = random.choice(concluded) if random.random() < 0.97 else "b0"
        value = usual[target] if random.random() < 0.98 else not usual[target]
        rules.append(Rule(f"rule {number}", tests, (target, bool(value)) if random.random() < 0.7 else None))
    levels: list[Level] = [[] for _ in range(random.randrange(1, 5))]
    for predicate in random.sample(asserted, k=len(asserted) - random.randrange(3)):
        value = usual[predicate] if random.random() < 0.9 else value_of(predicate, random)
        random.choice(levels).append((predicate, value))
    return rules, levels


def check(random: Random) -> str | None:
    """Compare the two on a random program, twice, so that a first session cannot show in a second."""
    rules, levels = program(random)
    machine = Machine("random", rules)
    expected = naive(rules, levels)
    for _ in range(2):
        assert inferred(machine, levels) == expected, (rules, levels)
    machine.close()
    return expected[-1] if isinstance(expected[-1], str) else None


@given(st.randoms(use_true_random=False))
@settings(settings.get_profile("default"))
def test_agrees_with_a_naive_evaluator(random: Random) -> None:
    check(random)


def test_agrees_on_thousands_of_programs(tries: Callable[[int, int], int]) -> None:
    endings = [check(Random(seed)) for seed in range(tries(500, 3_000))]
    assert endings.count(None) > tries(330, 2_000)
    assert endings.count("contradiction") > tries(15, 100)
    assert endings.count("twice") > tries(1, 10)


@pytest.fixture(scope="module")
def large() -> tuple[list[Rule], list[list[Level]]]:
    """200 rules of 3 or 4 tests and savers on whom about half of them fire."""
    random = Random(7)
    names = [f"{'bbbbnw'[number % 6]}{number}" for number in range(70)]
    usual = {name: value_of(name, random) for name in names}
    rules = []
    for number in range(200):
        known = [*names, *(f"c{earlier}" for earlier in range(number // 5))]
        picked = random.sample(known, k=random.choice([3, 4]))
        tests = tuple(FactTest(name, "=", usual.get(name, True)) for name in picked)
        rules.append(Rule(f"rule {number}", tests, (f"c{number // 5}", True)))
    savers = []
    for _ in range(40):
        values = [(name, value_of(name, random) if random.random() < 0.1 else usual[name]) for name in names]
        savers.append([values[:30], values[30:]])
    return rules, savers


def test_threads_share_a_machine(large: tuple[list[Rule], list[list[Level]]]) -> None:
    rules, savers = large
    machine = Machine("shared", rules)
    expected = [naive(rules, levels) for levels in savers]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: inferred(machine, savers[number % 40]), range(1_200)))
    assert answers == expected * 30
    machine.close()


def test_memory_stays_flat(large: tuple[list[Rule], list[list[Level]]], tries: Callable[[int, int], int]) -> None:
    rules, savers = large
    machine = Machine("flat", rules[:40])
    numbers = Machine("numbers", [Rule("high", (FactTest("n", ">", 10),))])

    def run(times: int) -> int:
        for number in range(times):
            inferred(machine, savers[number % 40])
            inferred(numbers, [[("n", number)]])
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = run(1_000)
    assert run(tries(2_000, 12_000)) - first < 1_000  # kB; 100 bytes a session would be 1,200 with --thorough
    for _ in range(20):  # until the allocator has what it needs at once
        Machine("dropped", rules).session()
    first = run(0)
    for _ in range(100):
        Machine("dropped", rules).session()
    assert run(0) - first < 1_000


def rule(*tests: FactTest, name: str = "one", concludes: tuple[str, bool] | None = None) -> Rule:
    return Rule(name, tests, concludes)


def distinct(count: int, predicate: str = "n{}", operator: str = "=") -> Iterator[Rule]:
    for number in range(count):
        yield rule(FactTest(predicate.format(number), operator, number), name=f"r{number}")


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([rule()], "one: 0 tests, not 1 to 15"),
        ([rule(*(FactTest(f"p{n}", "=", n) for n in range(16)))], "one: 16 tests"),
        ([rule(FactTest("p", "=", 1)), rule(FactTest("p", "=", 2))], "one: .* at most 1 rule of the name one"),
        ([rule(FactTest("p", "!=", 1))], "one: operator !="),
        ([rule(FactTest("p", ">=", True))], "one: >= True, and only an int has an order"),
        ([rule(FactTest("p", "<", "abc"))], "one: < 'abc', and only an int has an order"),
        ([rule(FactTest("p", "=", 2**53))], "one: 9007199254740992 is no bool, int within 2"),
        ([rule(FactTest("p", ">", -(2**53)))], "one: -9007199254740992 is no bool"),
        ([rule(FactTest("p", "=", 1.5))], "one: 1.5 is no bool"),  # type: ignore[arg-type]
        ([rule(FactTest("p", "=", None))], "one: None is no bool"),  # type: ignore[arg-type]
        ([rule(FactTest("p", "=", "a b"))], "one: 'a b' is no bool"),
        ([rule(FactTest("p", "=", 'a"'))], "one: 'a\"' is no bool"),
        ([rule(FactTest("p", "=", "é"))], "one: 'é' is no bool"),
        ([rule(FactTest("p", "=", ""))], "one: '' is no bool"),
        ([rule(FactTest("p", "=", "a" * 65))], "one: 'a+' is no bool"),
        ([rule(FactTest("p", "=", 1), concludes=("q", 1))], "one: concludes 1"),  # type: ignore[arg-type]
        ([rule(FactTest("p", "=", 1)), rule(FactTest("p", "=", True), name="two")], "two: p is int elsewhere"),
        ([rule(FactTest("p", "=", "1"), concludes=("p", True))], "one: p is str elsewhere"),
        (
            [rule(FactTest("p", "=", 1), FactTest(f"q{n}", "=", 0), name=str(n)) for n in range(250)],
            "249: .* 249 rules with the test p = 1",
        ),
        (list(distinct(500, "p")), "r499: .* at most 499 different tests in shard"),
        (list(distinct(49, "p", "<")), "r48: .* at most 48 different bounds for p"),
        (list(distinct(4001)), "r4000: .* at most 4000 rules"),
    ],
)
def test_refuses_what_is_not_safe(rules: list[Rule], message: str) -> None:
    with pytest.raises(MachineLimit, match=f"^rule {message}"):
        Machine("limits", rules)


@pytest.mark.parametrize(
    "rules",
    [
        [rule(*(FactTest(f"p{n}", "=", 0) for n in range(15)))],
        [rule(FactTest("p", "=", 0), FactTest(f"q{n}", "=", 0), name=str(n)) for n in range(249)],
        [rule(FactTest("p", "=", 1), name=str(n)) for n in range(5_000)],
        [rule(FactTest("p", "=", n), name=str(n)) for n in range(499)],
        [rule(FactTest("p", "<=", n), FactTest("p", "=", 0), name=str(n)) for n in range(48)],
        [rule(FactTest(f"p{n}", "=", 0), name=str(n)) for n in range(4_000)],
        [],
    ],
    ids=["tests", "sharing", "same tests", "shard", "bounds", "rules", "none"],
)
def test_holds_up_to_its_limits(rules: list[Rule]) -> None:
    values: dict[str, Value] = {test.predicate: 0 for one in rules for test in one.tests}
    machine = Machine("limits", rules)
    assert inferred(machine, [list(values.items())]) == [[one.name for one in rules if met(one, values)]]
    machine.close()


def test_no_two_names_have_one_hash() -> None:
    """The engine knows properties and facts by 32-bit hashes of their names; it would miss a collision."""

    def fnv(name: str) -> int:
        value = 2_166_136_261
        for byte in name.encode():
            value = (value ^ byte) * 16_777_619 % 2**32
        return value

    most = 16 * 499 + 4_000
    properties = {"sid", "id", "$s", "go", *"abcdefghijklmnop", *(f"p{number}" for number in range(most))}
    ids = {"go", *(f"sid-{sid}" for sid in range(1, 9)), *(str(number) for number in range(most))}
    assert len({fnv(name) for name in properties}) == len(properties)
    assert len({fnv(name) for name in ids}) == len(ids)


@pytest.fixture
def chain() -> Iterator[Machine]:
    machine = Machine(
        "chain",
        [
            rule(FactTest("a", "=", True), name="first", concludes=("b", True)),
            rule(FactTest("b", "=", True), name="second", concludes=("c", True)),
            rule(FactTest("n", ">", 5), name="against", concludes=("c", False)),
            rule(FactTest("w", "=", "x"), name="unread", concludes=("d", True)),
            rule(FactTest("w", "=", "y"), name="against unread", concludes=("d", False)),
            rule(FactTest("n", "<", 0), name="also", concludes=("d", False)),
        ],
    )
    yield machine
    machine.close()


def test_counts_what_reached_the_engine(chain: Machine) -> None:
    with chain.session() as session:
        assert session.assert_values([("a", True), ("w", "z"), ("unheard of", 1)]) == ["first", "second"]
        assert (session.asserts, session.firings) == (2, 2)  # a, and b concluded; no rule asks for w = z
        assert session.assert_values([("n", 3)]) == []
        assert (session.asserts, session.firings) == (3, 2)


@pytest.mark.parametrize(
    ("levels", "first", "second"),
    [
        ([[("a", True)], [("n", 6)]], "second", "against"),
        ([[("w", "x"), ("n", -1)]], "unread", "also"),
        ([[("c", False), ("a", True)]], "an assertion", "second"),
    ],
)
def test_says_which_rules_disagree(chain: Machine, levels: list[Level], first: str, second: str) -> None:
    with chain.session() as session, pytest.raises(OppositeValues) as caught:
        for level in levels:
            session.assert_values(level)
    assert (caught.value.first, caught.value.second) == (first, second)
    assert f"{first} and {second} give opposite values" in str(caught.value)
    assert inferred(chain, [[("a", True)]]) == [["first", "second"]]


def test_what_was_asserted_may_also_be_concluded(chain: Machine) -> None:
    assert inferred(chain, [[("b", True), ("a", True)]]) == [["first", "second"]]


@pytest.mark.parametrize("value", [1, 1.0, "yes", None, 2**53, -(2**53), True])
def test_refuses_an_unsafe_value(chain: Machine, value: Any) -> None:
    predicate = "n" if value in (2**53, -(2**53)) or value is True else "a"
    with chain.session() as session:
        with pytest.raises(MachineLimit, match=predicate):
            session.assert_values([(predicate, value)])
        with pytest.raises(MachineFault, match="failed"):
            session.assert_values([])


@pytest.mark.parametrize("predicate", ["a", "b", "unheard of"])
def test_refuses_a_predicate_asserted_twice(chain: Machine, predicate: str) -> None:
    with chain.session() as session, pytest.raises(MachineFault, match="asserted twice"):
        session.assert_values([("a", True), ("unheard of", True)])
        session.assert_values([(predicate, True)])


def test_nothing_runs_outside_a_session() -> None:
    machine = Machine("closed", [rule(FactTest("a", "=", True))])
    with machine.session() as session, pytest.raises(MachineFault, match="has a session open"):
        machine.close()
    with pytest.raises(MachineFault, match="not open"):
        session.assert_values([("a", True)])
    machine.close()
    machine.close()
    with pytest.raises(MachineFault, match="is closed"), machine.session():
        pass


def test_a_ninth_session_waits_and_then_gives_up(chain: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PATIENCE", 0.01)
    with ExitStack() as stack:
        sessions = [stack.enter_context(chain.session()) for _ in range(8)]
        with pytest.raises(MachineFault, match="no free session"), chain.session():
            pass
        assert [session.assert_values([("a", True)]) for session in sessions] == [["first", "second"]] * 8


class Faulty:
    """The extension with one function replaced."""

    def __init__(self, name: str, replacement: Callable[..., Any]) -> None:
        self._durable = room._durable
        setattr(self, name, replacement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._durable, name)


def refuse(*_: object) -> None:
    raise room._durable.error("error code: 303")


@pytest.mark.parametrize(
    ("name", "replacement", "message"),
    [
        ("assert_fact", lambda *_: (2, 1), "a was refused"),
        ("assert_fact", refuse, "error code: 303"),
        ("start_action_for_state", refuse, "error code: 303"),
        ("complete_and_start_action", lambda *_: '{"0001":{}}', "0001 of the engine fired twice"),
        ("complete_and_start_action", lambda *_: '{"0099":{}}', "0099 of the engine .* none of ours"),
    ],
)
def test_a_misbehaving_engine_gives_no_answer(
    chain: Machine, monkeypatch: pytest.MonkeyPatch, name: str, replacement: Callable[..., Any], message: str
) -> None:
    with chain.session() as session:
        session.assert_values([("w", "x")])
        with monkeypatch.context() as patch, pytest.raises(MachineFault, match=message):
            patch.setattr(room, "_durable", Faulty(name, replacement))
            session.assert_values([("a", True)] if name != "start_action_for_state" else [])
    assert inferred(chain, [[("a", True)]]) == [["first", "second"]]


@pytest.mark.parametrize("name", ["assert_fact", "start_action_for_state", "complete_and_start_action"])
def test_an_id_whose_sentinel_failed_is_never_used_again(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    machine = Machine("lost", [rule(FactTest("a", "=", True))])
    with monkeypatch.context() as patch, pytest.raises(MachineFault, match="303"):
        patch.setattr(room, "_durable", Faulty(name, refuse))
        with machine.session():
            pass
    with ExitStack() as stack:
        for _ in range(7):
            stack.enter_context(machine.session())
        monkeypatch.setattr(room, "_PATIENCE", 0.01)
        with pytest.raises(MachineFault, match="no free session"), machine.session():
            pass


def test_a_failed_self_test_refuses_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    self_test()
    monkeypatch.setattr(room, "_CANARY", room._CANARY[1:])
    for _ in range(2):
        with pytest.raises(MachineFault, match="fails its self-test: it fired"):
            room._self_test_once.__wrapped__()
    room._self_test_once.cache_clear()
    with pytest.raises(MachineFault, match="fails its self-test"):
        Machine("refused", [])
