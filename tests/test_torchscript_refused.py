"""Files of torch.jit.save that are refused, in words; and what no file may do."""

import io
import os
import pickle
import zipfile
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


class Holder(nn.Module):
    items: List[List[int]]

    def __init__(self) -> None:
        super().__init__()
        self.items = [[1]]
        self.device = torch.device("cpu")

    def forward(self) -> int:
        return len(self.items)


def bomb(pair: Any) -> bytes:
    """A value of 2**60 parts, said in 300 bytes: each of sixty holds the one before twice."""
    value: Any = pair(1, 1)
    for _ in range(60):
        value = pair(value, value)
    return pickle.dumps(value, 2)[2:-1]


def bombed(data: bytes, before: bytes, after: bytes, content: bytes) -> bytes:
    """With another value between two places of data.pkl."""

    def change(pickled: bytes) -> bytes:
        start = pickled.index(before) + len(before)
        return pickled[:start] + content + pickled[pickled.index(after, start) :]

    return changed(data, {"data.pkl": change})


LISTS, TUPLES = (lambda a, b: [a, b]), (lambda a, b: (a, b))


@pytest.mark.timeout(60)
def test_shared_parts_of_a_pickle_do_not_grow() -> None:
    data = saved(torch.jit.script(Holder()))
    tag = b"ctorch.jit._pickle\nrestore_type_tag\nq\x04"
    refused(bombed(data, tag, b"X\x0f\0\0\0List[List[int]]", bomb(LISTS)), "more often")
    refused(bombed(data, b"ctorch\ndevice\nq\x08", b"\x85R", bomb(LISTS)), "expected a text")
    refused(bombed(data, tag, b"X\x0f\0\0\0List[List[int]]", b"}" + bomb(TUPLES) + b"K\1s"), "key of a dict")


def source_of(data: bytes) -> str:
    """torch.jit has another name for the class where the process compiled one of its name before."""
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    return next(name.partition("/")[2] for name in names if "/linear" in name and name.endswith(".py"))


@pytest.mark.timeout(60)
def test_texts_of_sources_do_not_grow() -> None:
    """Where code came from may name a piece of text a million times; then nothing is known of it."""
    text = "x = 1 " * 1000
    table = ("FORMAT_WITH_STRING_TABLE", [text, "f.py"], [(0, ([0] * 100000, 1, 1), 0, 5)])
    debug = pickle.dumps(table, 2)
    source = source_of(linear())
    data = changed(linear(), {f"{source}.debug_pkl": debug})
    with pytest.raises(RuntimeError) as caught:
        load(data)(torch.ones(1, 3))
    assert source.rpartition("/")[2] in caught.value.__notes__[0]


def test_code_has_a_bound() -> None:
    large = {source_of(linear()): lambda text: text + b"#" * (1 << 25)}
    refused(changed(linear(), large), "bytes, more than")


def test_devices_that_are_not_there() -> None:
    data = changed(linear(), {"data.pkl": lambda p: p.replace(b"X\3\0\0\0cpu", b"X\6\0\0\0cuda:7")})
    assert torch.cuda.is_available() or refused(data, "cannot be put on device cuda:7", "map_location='cpu'") is None
    assert ab.load(io.BytesIO(data), map_location="cpu").weight.device.type == "cpu"
