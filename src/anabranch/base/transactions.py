"""Making things once, from many threads, without a lock: compiled functions, types, loaded programs.

What was made is found again in tables, by key.  Work that makes something runs as a transaction: what it puts into tables
only it can see, until it publishes all of it at once.  Where another transaction was first with one of the keys, the work
is dropped and done again on top of what the other one published.  So there is one object for each key, nobody meets what
is half made, and imports, user code and finalisers run under no lock: there is none, not in a child of os.fork() either.

How all of it is published at once: publications form a chain, in which each has one successor, decided by
``dict.setdefault``, which is atomic.  Whoever comes by enters what stands in the chain into the tables, so nobody waits for
the thread that published it.  Non-goal: what a table keeps alive; that is the business of the mapping behind it.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, ParamSpec, Protocol, TypeVar

K = TypeVar("K")
V = TypeVar("V")
Key = TypeVar("Key", contravariant=True)
Value = TypeVar("Value")
P = ParamSpec("P")
T = TypeVar("T")


class _Thread(threading.local):
    transaction: Transaction | None = None


_thread = _Thread()


_NOTHING: dict[Any, Any] = {}


class Store(Protocol[Key, Value]):
    """Where a table keeps what is published; to list it takes a whole mapping, to forget one that can ``pop``."""

    def get(self, key: Key, /) -> Value | None: ...
    def __setitem__(self, key: Key, value: Value, /) -> None: ...


class Table(MutableMapping[K, V]):
    """What is published, in ``published``, and what the transaction of the thread that asks has made."""

    __hash__ = object.__hash__

    def __init__(self, published: Store[K, V] | None = None) -> None:
        self.published: Any = {} if published is None else published

    def __eq__(self, other: object) -> bool:
        return self is other

    def _made(self) -> dict[K, V | None]:
        transaction = _thread.transaction
        return transaction.made.get(self, _NOTHING) if transaction is not None else _NOTHING

    def __getitem__(self, key: K) -> V:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found  # type: ignore[no-any-return]

    def get(self, key: K, default: Any = None) -> Any:
        mine = self._made().get(key)
        if mine is None:
            mine = self.published.get(key)
        return default if mine is None else mine

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type]

    def __setitem__(self, key: K, value: V) -> None:
        if _thread.transaction is None:
            self.published[key] = value
        else:
            _thread.transaction.made.setdefault(self, {})[key] = value

    def __delitem__(self, key: K) -> None:
        """Only what the transaction of this thread has made."""
        current().made[self][key] = None

    def forget(self, key: K, value: V) -> V | None:
        """``value`` is not to be found any more; gives what another thread has put in its place, if one has."""
        if self.published.get(key) is value:
            self.published.pop(key)
        found: V | None = self.published.get(key)
        return found

    def __iter__(self) -> Iterator[K]:
        return iter([*dict(self.published), *(k for k, v in self._made().items() if v is not None)])

    def __len__(self) -> int:
        return len(list(iter(self)))


class _Publication:
    """What one transaction published; ``next`` holds the one that came after it."""

    def __init__(self, made: dict[Table[Any, Any], dict[Any, Any]]) -> None:
        self.made = made
        self.next: dict[str, _Publication] = {}

    def enter(self) -> None:
        """Several threads may do this at once: all put the same."""
        for table, entries in self.made.items():
            for key, value in entries.items():
                if value is not None:
                    table.published[key] = value
        self.made = {}  # the tables decide how long it lives


_last = [_Publication({})]


def _newest() -> _Publication:
    """The last publication; all of them stand in the tables then."""
    at = _last[0]
    while (following := at.next.get("next")) is not None:
        following.enter()
        at = following
    _last[0] = at
    return at


class Transaction:
    """``made`` maps a table to what was put into it; None stands for what was taken back."""

    def __init__(self) -> None:
        _newest()
        self.made: dict[Table[Any, Any], dict[Any, Any]] = {}
        self._own: dict[type[Any], Any] = {}

    def own(self, kind: type[T]) -> T:
        """An object that belongs to this transaction, made when first asked for."""
        return self._own.setdefault(kind, kind())  # type: ignore[no-any-return]

    def publish(self) -> list[Any]:
        """Publishes all of it and gives an empty list; or nothing, and gives what others have published instead."""
        mine = _Publication(self.made)
        while True:
            newest = _newest()
            if (earlier := self.earlier()) or not self.made:
                return earlier
            if newest.next.setdefault("next", mine) is mine:
                _newest()
                return []

    def earlier(self) -> list[Any]:
        """What others have published under the keys of this transaction."""
        found = [(t.published.get(key), mine) for t, entries in self.made.items() for key, mine in entries.items()]
        return [theirs for theirs, mine in found if theirs is not None and theirs is not mine]


def current() -> Transaction:
    """The transaction of this thread."""
    assert _thread.transaction is not None, "not in a transaction"
    return _thread.transaction


@contextmanager
def _being(transaction: Transaction | None) -> Iterator[None]:
    outer, _thread.transaction = _thread.transaction, transaction
    try:
        yield
    finally:
        _thread.transaction = outer


def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``work(…)`` as a transaction of its own, also inside another one: for what users call."""
    beaten_by: list[Any] = []  # kept: what the next attempt finds
    while True:
        transaction = Transaction()
        with _being(transaction):
            try:
                result = work(*args, **kwargs)
            except Exception:
                # An attempt that met its own types and another thread's side by side may fail for that reason.
                _newest()
                earlier = transaction.earlier()
                if not earlier:
                    raise
            else:
                earlier = transaction.publish()
                if not earlier:
                    return result
        beaten_by += earlier


def in_transaction(work: Callable[P, T]) -> Callable[P, T]:
    """Decorates what makes things: it runs in the transaction of its thread, or in one of its own."""

    @functools.wraps(work)
    def within(*args: P.args, **kwargs: P.kwargs) -> T:
        if _thread.transaction is not None:
            return work(*args, **kwargs)
        return run(work, *args, **kwargs)

    return within


def outside() -> Any:
    """A ``with`` block for user code that a transaction runs into: what it makes does not depend on that transaction."""
    return _being(None)
