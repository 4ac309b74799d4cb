"""``check``: whether the result of a program may depend on the order in which its tasks happen to run."""

from __future__ import annotations

from typing import Any

from ..base.tracebacks import keep_users_frames
from ..objects.instance_wrappers import connected_backend
from ..objects.script_function import ScriptFunction
from ..objects.script_method import ScriptMethod
from ..objects.script_module import ScriptModule
from ..races.report import Check
from ..races.run import run
from .script import script


def check(f: Any, *args: Any, **kwargs: Any) -> Check:
    """Runs ``f(*args, **kwargs)`` once and finds its determinacy races: accesses of one thing that no fork and no wait orders,
    one of which writes.

    >>> def bump(x: Tensor, i: int):
    ...     x[i] += x.sum()  # reads what the other task writes
    >>> def both(x: Tensor) -> Tensor:
    ...     a, b = ab.fork(bump, x, 0), ab.fork(bump, x, 1)
    ...     a.wait()
    ...     b.wait()
    ...     return x
    >>> found = ab.check(both, torch.ones(2))
    >>> found.ok, found.races[0].what
    (False, 'elements of a tensor float32[2]')
    >>> text = str(found)  # both accesses, both forks, and what to do

    ``f`` is a compiled function, method or module; another one is compiled by ``script`` first.  Looked at are tensors, element
    by element, lists, dicts and sets by item, attributes of objects, random generators, the order of what is printed, ``grad``,
    and whether futures are done.  Checked is what this call executes, for all orders of its tasks.

    The run is serial, on the interpreter, with copies of the arguments and of the module's state: they, torch's random numbers
    and modes are afterwards as before.  It prints what the program prints.  If the program fails, the exception is ``error`` of
    the result, and what ran until then was checked.  Operators that may do what their schemas do not say (functions marked
    ``ignore``, operators of torch.library) are listed as ``not_seen``.  Hooks that Python runs around a module are left out.

    Raises CompileError for what cannot be compiled, ScriptTypeError (a TypeError) for arguments that do not fit.  The semantics
    are those of determinacy races in programs with futures (``design/check.md``).
    """
    compiled = f if isinstance(f, ScriptMethod) else script(f)
    connected_backend("interpreter")  # which hands objects to functions marked ignore
    if isinstance(compiled, ScriptModule):
        compiled = compiled._entry_point()
    if not isinstance(compiled, ScriptFunction | ScriptMethod):
        raise TypeError(f"check: expected a function, a method or a module\ngot {type(f).__name__}")
    given = (compiled.owner._instance,) if isinstance(compiled, ScriptMethod) else ()
    try:
        return run(compiled.function, given, args, kwargs)
    except Exception as error:
        keep_users_frames(error)
        raise
