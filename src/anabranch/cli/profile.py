"""``anabranch profile``: who ran what when, and why threads were idle."""

from __future__ import annotations

import argparse

from ..profiling.profile import profile as profiled
from . import main
from .targets import call
from .usage import UsageError


@main.profile.is_given
def profile(asked: argparse.Namespace) -> int:
    if asked.output is not None and not asked.output.endswith((".html", ".json")):
        raise UsageError(f"--output {asked.output}: expected a name that ends in .html or .json")
    once = call(asked)
    once()
    with profiled() as p:
        for _ in range(asked.repeat):
            once()
    print(p.summary())
    advice = p.advice()
    print("\n".join(["", "advice:", *(f"  {line}" for line in advice)] if advice else ["", "advice: nothing stands out"]))
    if asked.output is not None:
        p.save(asked.output)
        print(f"\nwritten: {asked.output}")
    return 0
