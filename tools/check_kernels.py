"""Compares a built native core with the table of own operators: ``check_kernels.py build/_native….so``; CMake runs it.

Exits 1 and names the kernels where an operator's ``native`` has none, where two have one symbol, or where one has no operator.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
from anabranch.ops import OWN_OPS


def kernels_of(module: str) -> Counter[str]:
    spec = importlib.util.spec_from_file_location("_native", module)
    assert spec is not None and spec.loader is not None
    core = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(core)
    return Counter(core.kernel_symbols())


def differences(found: Counter[str], wanted: dict[str, str]) -> list[str]:
    """``wanted``: the symbols of the table with an operator of each."""
    missing = [f"no kernel {s}, which {wanted[s]} needs: write KERNEL({s})" for s in wanted if s not in found]
    unknown = [f"KERNEL({s}) belongs to no operator: name it in ops/, or drop it" for s in found if s not in wanted]
    twice = [f"KERNEL({s}) is there {n} times" for s, n in found.items() if n > 1]
    return sorted(missing + unknown + twice)


if __name__ == "__main__":
    wrong = differences(kernels_of(sys.argv[1]), {row.native: row.qualified for row in OWN_OPS.rows if row.native})
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(bool(wrong))
