"""Errors in a notebook name the cell: what is written in one stands in a file that only IPython knows."""

from __future__ import annotations

import pytest

import anabranch as ab


@pytest.mark.compiles_only
@pytest.mark.slow
def test_a_place_in_a_cell_is_named_by_the_cell() -> None:
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    try:
        shell.run_cell("1 + 1", store_history=True)
        cell = "import anabranch\ndef f(x):\n    return nothing(x)\nanabranch.script(f)"
        error = shell.run_cell(cell, store_history=True).error_in_exec
        text = str(error)
    finally:
        type(shell).clear_instance()
    assert isinstance(error, ab.CompileError)
    assert text.startswith("Cell In[2]:3:11: undefined value nothing\n        return nothing(x)\n")
    assert "compiled because of: f (line 2)" in text


@pytest.mark.slow
def test_so_is_a_place_where_a_program_failed() -> None:
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    try:
        cell = "import anabranch\n@anabranch.script\ndef f(n: int) -> int:\n    return 1 // n\nf(0)"
        error = shell.run_cell(cell, store_history=True).error_in_exec
    finally:
        type(shell).clear_instance()
    assert isinstance(error, ZeroDivisionError)
    assert 'File "Cell In[1]", line 4, in f\n    return 1 // n' in "".join(error.__notes__)
