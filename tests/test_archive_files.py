"""Archives as files: paths and file objects, what lies in them, where tensors go, files that are damaged or hostile."""

from __future__ import annotations

import io
import json
import os
import random
import re
import runpy
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode

import anabranch as ab
from anabranch.archive.writer import FORMAT
from anabranch.archive.zips import ZipReader, ZipWriter
from support.archive_mutants import mutant, outcome

pytestmark = pytest.mark.compiles_only


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.arange(12.0).view(3, 4))
        self.register_buffer("row", self.weight.data[1])
        self.notes = {"a": [1, 2]}

    def forward(self, x: Tensor, scale: float = 2.0) -> Tensor:
        if x.dim() != 2:
            raise ValueError("two dimensions")
        return torch.nn.functional.linear(x, self.weight.t()) * scale + len(self.notes["a"])


@pytest.fixture
def net(backend: str) -> Any:
    return ab.script(Net())


@pytest.fixture
def data(net: Any) -> bytes:
    return net.save_to_buffer()  # type: ignore[no-any-return]


# -- where it goes


def test_paths_and_file_objects(net: Any, data: bytes, tmp_path: Path) -> None:
    ab.save(net, tmp_path / "a.ab")
    ab.save(net, str(tmp_path / "b.ab"))
    net.save(tmp_path / "c.ab")
    with open(tmp_path / "d.ab", "wb") as file:
        ab.save(net, file)
    assert {(tmp_path / f"{name}.ab").read_bytes() for name in "abcd"} == {data}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.ab", "b.ab", "c.ab", "d.ab"]
    with open(tmp_path / "d.ab", "rb") as file:
        loaded = [ab.load(tmp_path / "a.ab"), ab.load(str(tmp_path / "b.ab")), ab.load(file), ab.load(io.BytesIO(data))]
    assert all(torch.equal(each.weight, net.weight) for each in loaded)


def test_a_file_that_is_mapped_can_be_replaced(net: Any, tmp_path: Path) -> None:
    path = tmp_path / "net.ab"
    net.save(path)
    first = ab.load(path)
    with torch.no_grad():
        first.weight.mul_(2)  # of our own copy
        net.weight.zero_()
    assert torch.equal(ab.load(path).weight, first.weight / 2)
    net.save(path)
    first.save(path)
    assert torch.equal(ab.load(path).weight, first.weight) and first.row.tolist() == [8.0, 10.0, 12.0, 14.0]


def test_a_save_that_fails_leaves_the_old_file(net: Any, tmp_path: Path) -> None:
    path = tmp_path / "net.ab"
    path.write_text("before")
    net.notes = {"a": [3]}
    with pytest.raises(TypeError, match="expected a compiled"):
        ab.save(object(), path)
    with pytest.raises(TypeError):
        ab.save(net, path, {"x": 1.5})  # type: ignore[dict-item]
    assert path.read_text() == "before" and os.listdir(tmp_path) == ["net.ab"]


def test_a_source_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/mod_\xff.py")
    Path(path).write_text("def f(x: int) -> int:\n    if x > 3:\n        raise ValueError(x)\n    return x\n")
    module = runpy.run_path(path)
    loaded = ab.load(io.BytesIO(ab.script(module["f"]).save_to_buffer()))
    assert loaded(3) == 3
    with pytest.raises(ValueError, match="4") as caught:
        loaded(4)
    assert "mod_\\udcff.py" in caught.value.__notes__[0] and "raise ValueError(x)" in caught.value.__notes__[0]


def test_extra_files(net: Any) -> None:
    file = io.BytesIO()
    ab.save(net, file, {"notes.txt": "für dich", "raw": b"\xff\0"})
    file.seek(0)
    found: dict[str, Any] = {"notes.txt": "", "raw": "", "missing": "x"}
    ab.load(file, _extra_files=found)
    assert found == {"notes.txt": "für dich".encode(), "raw": b"\xff\0", "missing": b""}


def test_what_lies_in_it(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "program.txt", "sources.json", "native", "data/0"]
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["format"] == FORMAT and manifest["torch"] == torch.__version__
        assert archive.read("data/0") == bytes(torch.arange(12.0).view(torch.uint8).tolist())
    assert ZipReader(data).offset("data/0") % 64 == 0


class Weights(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.short = nn.Parameter(torch.ones(3))
        self.long = nn.ParameterList([nn.Parameter(torch.full((1 << 18,), float(n))) for n in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        return x + self.short


@pytest.mark.parametrize("threads", [True, False])
def test_sums_of_large_tensors(threads: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: Any) -> None:
        raise RuntimeError("can't start new thread")

    if not threads:
        monkeypatch.setattr(ThreadPoolExecutor, "submit", refused)
    data = ab.script(Weights()).save_to_buffer()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None and sum(name.startswith("data/") for name in archive.namelist()) == 4
    assert [p[0].item() for p in ab.load(io.BytesIO(data)).long] == [0.0, 1.0, 2.0]


def test_a_large_file_is_as_long_as_what_is_in_it(tmp_path: Path) -> None:
    """Room for it is asked for before, and rounded up."""
    net = ab.script(Weights())
    path = tmp_path / "net.ab"
    for _ in range(2):  # the second replaces a file
        net.save(path)
        assert path.read_bytes() == net.save_to_buffer() and os.listdir(tmp_path) == ["net.ab"]


def test_tensors_without_data_need_no_room(tmp_path: Path) -> None:
    net = Net().to("meta")
    net.weight = nn.Parameter(torch.empty(1 << 46, device="meta"))
    ab.script(net).save(tmp_path / "net.ab")
    assert (tmp_path / "net.ab").stat().st_size < 1 << 16


# -- where tensors are


def test_locations(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "net.ab").write_bytes(data)
    for source in (tmp_path / "net.ab", io.BytesIO(data)):
        loaded = ab.load(source, map_location="meta")
        assert loaded.weight.device.type == loaded.row.device.type == "meta" and loaded.weight.shape == (3, 4)
    with torch.device("meta"):
        assert ab.load(tmp_path / "net.ab").weight.is_meta
    assert ab.load(tmp_path / "net.ab", map_location=torch.device("cpu")).weight.device.type == "cpu"
    with pytest.raises(ValueError, match="map_location: expected a device or its name, got dict"):
        ab.load(tmp_path / "net.ab", map_location={})  # type: ignore[arg-type]


def test_fake_tensors(data: bytes) -> None:
    with FakeTensorMode():
        loaded = ab.load(io.BytesIO(data))
    assert isinstance(loaded.weight, FakeTensor) and isinstance(loaded.weight, nn.Parameter)
    assert loaded.weight.device.type == "cpu" and loaded.row.shape == (4,)
    assert type(ab.load(io.BytesIO(data)).weight) is nn.Parameter


class Large(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.ParameterList([torch.ones(1 << 20) for _ in range(8)])  # of 4 MB each

    def forward(self, x: Tensor) -> Tensor:
        return self.weights[3][:2] + x


@pytest.mark.slow
def test_loading_a_path_reads_only_what_is_used(backend: str, tmp_path: Path) -> None:
    path = tmp_path / "large.ab"
    ab.script(Large()).save(path)
    ab.load(path)  # what is made once is made
    before = resident()
    loaded = ab.load(path)
    assert resident() - before < 4 << 20
    assert loaded(torch.ones(2)).tolist() == [2.0, 2.0]
    assert resident() - before < 8 << 20


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_big_endian_machines_are_refused(net: Any, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "byteorder", "big")
    with pytest.raises(ab.ArchiveError, match="big-endian"):
        ab.load(io.BytesIO(data))
    with pytest.raises(ab.ArchiveError, match="big-endian"):
        net.save_to_buffer()


# -- what is no archive


@pytest.mark.parametrize(("made", "message"), [
    (lambda data: b"", "is no archive"),
    (lambda data: b"hello, world, this is text", "is no archive: it begins with b'hell'"),
    (lambda data: data[:-30], "its end is missing"),
    (lambda data: data[: len(data) // 2], "its end is missing"),
    (lambda data: data + b"x", "its end is missing"),
    (lambda data: b"x" + data, "its directory is not where it should be"),
    (lambda data: data[:100] + b"x" + data[101:], "the bytes of manifest.json have changed|damaged: manifest.json"),
])  # fmt: skip
def test_damaged_files(data: bytes, made: Any, message: str) -> None:
    with pytest.raises(ab.ArchiveError, match=message):
        ab.load(io.BytesIO(made(data)))


def rewritten(data: bytes, name: str, change: Any) -> bytes:
    """The archive with one entry changed."""
    read, into = ZipReader(data), io.BytesIO()
    written = ZipWriter(into.write)
    for entry in read:
        content = bytes(read[entry])
        content = change(content) if entry == name else content
        (written.stored if "/" in entry else written.deflated)(entry, content)
    written.close()
    return into.getvalue()


def manifest(change: Any, entry: str = "manifest.json") -> Any:
    def changed(content: bytes) -> bytes:
        found = json.loads(content)
        change(found)
        return json.dumps(found).encode()

    return lambda data: rewritten(data, entry, changed)


def sources(change: Any) -> Any:
    return manifest(change, "sources.json")


def program(old: str, new: str) -> Any:
    def changed(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return lambda data: rewritten(data, "program.txt", changed)


@pytest.mark.parametrize(("made", "message"), [
    (manifest(lambda m: m.update(format=99)), "has format 99, and this version of anabranch reads 1 to 2\nhelp"),
    (manifest(lambda m: m["tensors"][0].update(sizes=[1 << 40, 4])), "a tensor is larger than its storage"),
    (manifest(lambda m: m["tensors"][0].update(offset=-1)), "expected a size, got -1"),
    (manifest(lambda m: m["tensors"][0].update(strides=[1 << 61, 1 << 61])), "a tensor is larger than its storage"),
    (manifest(lambda m: m["tensors"][0].update(dtype="qint8")), "there is no dtype 'qint8'"),
    (manifest(lambda m: m["tensors"][0].update(storage=7)), "there is no storage 7"),
    (manifest(lambda m: m["storages"][0].update(size=1 << 50)), "data/0 has not the size"),
    (manifest(lambda m: m["objects"][0]["slots"].pop()), "an object of .*Net has other attributes"),
    (manifest(lambda m: m["objects"][0].update(slots=[1] * len(m["objects"][0]["slots"]))), "attribute 'weight' of .*Net"),
    (manifest(lambda m: m.update(root={"function": "x"})), "there is no function 'x'"),
    (manifest(lambda m: m.update(root={"object": 3})), "there is no object 3"),
    (program("aten::mul", "aten::no_such"), "no_such"),
    (program("() #\n", "() #999999999\n"), "program.txt:.* there is no place 999999998"),
    (program("() #\n", "() #-7\n"), "program.txt:.* there is no place -8"),
    (sources(lambda s: s["places"][1].pop()), "columns of several lengths"),
    (sources(lambda s: s["places"].pop()), "sources.json: Expected `array` of length 5"),
    (sources(lambda s: s["places"][0].append(s["places"][0].pop() + 9)), "its places name other files"),
    (sources(lambda s: s["places"][1].append(s["places"][1].pop() - 9999)), "its places are on no lines"),
    (sources(lambda s: s.update(places=[[0, 0], [1 << 30, 1 << 30], [0, 0], [0, 0], [0, 0]])), "its places are on no lines"),
    (sources(lambda s: s["places"][2].append(-s["places"][2].pop() - 1)), "sources.json: Expected `int` >= 0"),
    (sources(lambda s: s["files"][0][1].append([1, 2])), "sources.json: Expected `str`, got `int`"),
    (program('prim::GetAttr[name="weight"]', 'prim::GetAttr[name="nothing"]'), "has no attribute 'nothing'"),
    (program('prim::GetAttr[name="weight"]', 'prim::GetAttr[name="notes"]'), "attribute 'notes' is a Dict"),
    (program("%self : ", "%self : ^"), "expected a type"),
    (program("  attribute training : bool\n", "  attribute training : bool\n" * 2), "two members training"),
])  # fmt: skip
def test_hostile_files(data: bytes, made: Any, message: str) -> None:
    with pytest.raises(ab.ArchiveError, match=message) as caught:
        ab.load(io.BytesIO(made(data)))
    assert "INTERNAL" not in str(caught.value)


class Named:
    def __init__(self, name: str) -> None:
        self.name = name


def name_of(v: Any) -> str:
    if isinstance(v, Named):
        return v.name
    return "none"


def test_a_cast_that_lies_is_an_error_when_it_runs(backend: str) -> None:
    saved = ab.script(name_of).save_to_buffer()
    changed = program("graph(%v.1 : Any):\n", "graph(%v.1 : Any):\n    %yes : bool = prim::Constant[value=1]()\n")(saved)
    lies = rewritten(changed, "program.txt", lambda text: re.sub(rb"prim::If\(%\w+\)", b"prim::If(%yes)", text))
    loaded = ab.load(io.BytesIO(lies))
    for value in ("text", 5, torch.ones(2), [1.5], None):
        assert ab.script(name_of)(value) == "none"
        with pytest.raises((RuntimeError, AttributeError)):
            loaded(value)


def test_a_bomb_is_refused_before_it_is_inflated(data: bytes) -> None:
    with pytest.raises(ab.ArchiveError, match="program.txt would have 3.* bytes, more than"):
        ab.load(io.BytesIO(rewritten(data, "program.txt", lambda content: b" " * (300 << 20))))


def test_what_torch_save_wrote_is_named(tmp_path: Path) -> None:
    torch.save(Net().state_dict(), tmp_path / "net.pt")
    with pytest.raises(ab.ArchiveError, match=r"written by torch\.save.*\nhelp: read it with torch\.load"):
        ab.load(tmp_path / "net.pt")


def test_a_zip_of_nobody_we_know_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.txt", b"")
    with pytest.raises(ab.ArchiveError, match="not written by save|no manifest.json"):
        ab.load(io.BytesIO(file.getvalue()))


@pytest.mark.slow
def test_thousands_of_mutants(data: bytes) -> None:
    """Each loads, or is refused in words."""
    chance = random.Random(11)
    outcomes = [outcome(mutant(data, chance)) for _ in range(1500)]
    assert {"loaded", "refused"} == set(outcomes)
