"""The frontend's registries: what is missing is noticed when the package is imported, and one registration adds a meaning."""

import ast

import pytest

import anabranch as ab
from anabranch.frontend import language
from anabranch.frontend.values import behaviour, builtin, resolution, syntax
from anabranch.lang import types


def doubled(x):
    """Means nothing to the compiler by itself: it would compile the body."""
    raise NotImplementedError


def test_syntax_without_a_writer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for registry, kind in ((syntax.EXPRESSIONS, ast.BinOp), (syntax.STATEMENTS, ast.For)):
        with monkeypatch.context() as patch:
            patch.delitem(registry, kind)
            with pytest.raises(AssertionError, match=kind.__name__):
                language.check()
    language.check()


@pytest.mark.parametrize("kind", [t for t in behaviour.BEHAVIOURS if isinstance(t, type)], ids=lambda t: t.__name__)
def test_a_type_without_a_behaviour_is_noticed(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(behaviour.BEHAVIOURS, kind)
    if kind.__module__.startswith("anabranch.frontend"):
        language.check()  # a type of the frontend's own has its base's behaviour
    else:
        with pytest.raises(AssertionError, match=kind.__name__):
            language.check()


def test_every_simple_type_has_a_behaviour() -> None:
    assert all(behaviour.behaviour(t) for t in types.SIMPLE_TYPES)


def test_nobody_has_two_meanings() -> None:
    with pytest.raises(AssertionError, match="BinOp"):
        syntax.expression_of(ast.BinOp)(lambda e, node, hint: e.none())
    with pytest.raises(AssertionError, match="ListType"):
        behaviour.behaviour_of(types.ListType)(behaviour.Behaviour)
    with pytest.raises(AssertionError, match="zip"):
        builtin.builtin("zip")(lambda e, args, kwargs: e.none())


def test_one_registration_adds_a_meaning(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolution, "_MEANINGS", dict(resolution._MEANINGS))

    @builtin.meaning_of(doubled)
    def _doubled(e, args, kwargs):
        return e.operator("aten::mul", [args[0], e.constant(2)])

    def f(x: int) -> int:
        return doubled(x) + 1

    assert ab.script(f)(20) == 41


def test_resolvers_are_asked_in_the_order_of_their_ranks() -> None:
    ranks = [rank for rank, _ in resolution._RESOLVERS]
    assert ranks == sorted(ranks) and set(ranks) == set(resolution.Rank)
