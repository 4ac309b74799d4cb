"""Files of torch.jit.save that are refused, in words; and what no file may do."""

import io
import os
import pickle
from pathlib import Path
from typing import Any, List

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from support.torchscript_files import changed, saved, with_code

pytestmark = [pytest.mark.oracle]


def load(data: bytes) -> Any:
    return ab.load(io.BytesIO(data))



def refused(data: bytes, *words: str) -> None:
    with pytest.raises(ab.ArchiveError) as caught:
        load(data)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def linear() -> bytes:
    return saved(torch.jit.script(nn.Linear(2, 2)))


def test_versions_and_byte_orders_that_are_none_of_ours() -> None:
    refused(changed(linear(), {"version": b"99"}), "version 99", "reads 2 to")
    refused(changed(linear(), {"version": b"x"}), "version")
    refused(changed(linear(), {"byteorder": b"big"}), "byte order", "big")


@pytest.mark.filterwarnings("ignore:torch.ao.quantization")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_quantised_programs_name_what_is_missing() -> None:
    class Held(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("q", torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8))

        def forward(self) -> Tensor:
            return self.q.dequantize()

    refused(saved(torch.jit.script(Held())), "quantised tensor", "dequantize")
    packed = torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.Linear(2, 2)), {nn.Linear})
    refused(saved(torch.jit.script(packed)), "C++ class", "quantized.LinearPackedParamsBase", "help:")


def test_operators_that_are_not_there_are_named() -> None:
    data = with_code(linear(), "torch.linear(", "ops.nowhere.linear(")
    refused(data, "there is no operator nowhere::linear", "import the library that registers")
    refused(with_code(linear(), "torch.linear(", "torch.linearly("), "there is no operator aten::linearly")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').mkdir(NAME)", "(lambda: 1)()", "[x for x in [1]]", "f'{input}'", "torch.os.mkdir(NAME)",
        "int.__subclasses__()", "print.__self__", "(yield)", "getattr(print, '__self__')", "input if (x := 1) else input",
        "annotate(__import__('os').mkdir(NAME), input)", "annotate('__import__(\"os\").mkdir(NAME)', input)",
        "unchecked_cast(print(1), input)", "isinstance(input, exec('1'))", "eval('1')", "open(NAME)", "b'1'", "...",
        "{**input}", "print(*input)", "print(**input)",
    ],
)  # fmt: skip
def test_nothing_of_python_runs(text: str, tmp_path: Path) -> None:
    wanted = repr(str(tmp_path / "made"))
    data = with_code(linear(), "torch.linear(input, weight, bias)", text.replace("NAME", wanted))
    with pytest.raises((ab.ArchiveError, ab.CompileError)):
        load(data)(torch.ones(1, 2))
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["import os", "from os import mkdir", "global x", "del input", "x: __import__('os').mkdir(NAME) = input",
     "class C: pass", "try:\n      pass\n    finally:\n      pass", "def f(x: __import__('os').mkdir(NAME)): pass",
     "@print\n    def f(): pass", "async def f(): pass", "def f(x=__import__('os').mkdir(NAME)): pass"],
)  # fmt: skip
def test_no_statement_of_python_runs(text: str, tmp_path: Path) -> None:
    wanted = repr(str(tmp_path / "made"))
    data = with_code(linear(), "    weight = self.weight", f"    {text.replace('NAME', wanted)}\n    weight = self.weight")
    with pytest.raises((ab.ArchiveError, ab.CompileError)):
        load(data)(torch.ones(1, 2))
    assert not os.listdir(tmp_path)


class Evil:
    def __reduce__(self) -> Any:
        return os.mkdir, ("made",)


def test_pickles_call_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for protocol in (0, 1, 2):
        refused(changed(linear(), {"data.pkl": pickle.dumps(Evil(), protocol)}))
        refused(changed(linear(), {"constants.pkl": pickle.dumps(Evil(), protocol)}))
    assert not os.listdir(tmp_path)


def test_shared_parts_of_a_pickle_do_not_grow() -> None:
    """Sixty lists, each holding the one before twice: 2**60 values, said in 300 bytes."""

    class Holder(nn.Module):
        items: List[List[int]]

        def __init__(self) -> None:
            super().__init__()
            self.items = [[1]]

        def forward(self) -> int:
            return len(self.items)

    lists: Any = [1]
    for _ in range(60):
        lists = [lists, lists]
    tail = pickle.dumps(lists, 2)[2:-1]

    def bombed(pickled: bytes) -> bytes:
        start, end = pickled.index(b"items"), pickled.rindex(b"List[List[int]]")
        end = pickled.rindex(b"X", start, end)
        start = pickled.index(b"ctorch.jit._pickle\nrestore_type_tag", start)
        begin = pickled.index(b"]", start)
        return pickled[:begin] + tail + pickled[end:]

    refused(changed(saved(torch.jit.script(Holder())), {"data.pkl": bombed}), "more often")
