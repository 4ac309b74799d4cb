"""A program that type checkers read and nobody runs.  Behind ``reveal_type`` stands the type; ``# error`` is one they find."""

from typing import TYPE_CHECKING, Dict, List, Optional, Tuple

from torch import Tensor, nn

import anabranch as ab

if TYPE_CHECKING:
    from typing_extensions import reveal_type


@ab.script
def scaled(x: Tensor, by: float = 2.0, *, names: Optional[List[str]] = None) -> Tuple[Tensor, int]:
    return x * by, 1


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return x

    @ab.export
    def decode(self, x: Tensor, limit: int = 3) -> List[str]:
        return [str(limit)]

    @ab.ignore
    def log(self, x: Tensor) -> int:
        return 1

    @ab.ignore(drop=True)
    def never(self, x: Tensor) -> float:
        return 1.0

    @property
    @ab.unused
    def summary(self) -> str:
        return ""


class Old(ab.ScriptModule):
    def __init__(self, n: int) -> None:
        super().__init__()

    @ab.script_method
    def forward(self, x: Tensor) -> Tensor:
        return x

    @ab.script_method
    def twice(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        return x, x


@ab.interface
class Sized:
    def size(self) -> int:
        return 1


class Point:
    def __init__(self, x: int) -> None:
        self.x = x


def plain(x: Tensor, n: int) -> Dict[str, Tensor]:
    return {"x": x}


def functions(x: Tensor) -> None:
    reveal_type(scaled(x, by=1.0))  # tuple[Tensor, int]
    scaled(x, "three")  # error
    scaled()  # error
    scaled(x, name=None)  # error
    reveal_type(scaled.graph)  # Graph
    reveal_type(ab.script(plain)(x, n=1))  # dict[str, Tensor]
    reveal_type(ab.script(plain, example_inputs=[(x, 1)])(x, 1))  # dict[str, Tensor]
    reveal_type(ab.trace(plain, (x, 1))(x, 1))  # dict[str, Tensor]
    ab.trace(plain, (x, 1))(1, x)  # error
    reveal_type(ab.script_if_tracing(plain)(x, 1))  # dict[str, Tensor]


def modules(x: Tensor) -> None:
    net = ab.script(Net())
    reveal_type(net)  # Net
    reveal_type(net.decode(x))  # list[str]
    net.decode("x")  # error
    reveal_type(net.forward(x))  # Tensor
    reveal_type(net.linear)  # Linear
    reveal_type(net.log(x))  # int
    reveal_type(net.never(x))  # float
    reveal_type(net.summary)  # str
    assert isinstance(net, ab.ScriptModule)
    reveal_type(net.decode(x, limit=1))  # list[str]
    reveal_type(net.graph)  # Graph
    net.save("net.ab")
    reveal_type(ab.freeze(net).report())  # str
    reveal_type(ab.trace(Net(), x, check_trace=False, strict=False).linear)  # Linear
    ab.trace(Net(), x, stricd=False)  # error
    reveal_type(Old(1).twice(x))  # tuple[Tensor, Tensor]
    Old("one")  # error
    Old(1).twice()  # error


def values(x: Tensor) -> None:
    reveal_type(ab.script(Point)(1))  # Point
    reveal_type(ab.script(Point(1)).x)  # int
    reveal_type(Sized().size())  # int
    reveal_type(ab.script([1, 2])[0])  # int
    reveal_type(ab.script([1, 2])[:1])  # list[int]
    reveal_type(ab.script({"a": 1.5})["a"])  # float
    reveal_type(ab.annotate(List[int], []))  # list[int]
    reveal_type(ab.annotate(Optional[int], None))  # int | None
    reveal_type(ab.annotate(Dict[str, Tensor], {}))  # dict[str, Tensor]


def forks(x: Tensor) -> None:
    reveal_type(ab.fork(plain, x, 1))  # Future[dict[str, Tensor]]
    reveal_type(ab.fork(scaled, x, by=2.0))  # Future[tuple[Tensor, int]]
    reveal_type(ab.fork(Old(1).twice, x))  # Future[tuple[Tensor, Tensor]]
    ab.fork(plain, x)  # error
    ab.fork(plain, x, "one")  # error
    reveal_type(ab.wait(ab.fork(plain, x, n=1)))  # dict[str, Tensor]
    reveal_type(ab.fork(plain, x, 1).wait())  # dict[str, Tensor]
    reveal_type(ab.wait_all([ab.fork(scaled, x)]))  # list[tuple[Tensor, int]]
    reveal_type(ab.fork(scaled, x).then(lambda done: done.result()[1]))  # Future[int]
    ab.wait([ab.fork(scaled, x)])  # error


async def awaited(x: Tensor) -> None:
    reveal_type(await ab.fork(scaled, x))  # tuple[Tensor, int]


ab.no_such  # error
