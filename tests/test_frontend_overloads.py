"""Overloads are read where they are declared, whatever others did to PyTorch's registry of them."""

import pytest
import torch
import torch.nn.functional as F

import anabranch
from support.spaces import module_of


def image_of(x: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, size=x.shape[-2:])


def test_an_emptied_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch._jit_internal, "_overloaded_fns", {})
    x = torch.rand(1, 1, 2, 3)
    torch.testing.assert_close(anabranch.script(image_of)(x), x)


@pytest.mark.oracle
def test_after_torch_jit() -> None:
    torch.jit.script(image_of)
    x = torch.rand(1, 1, 2, 3)
    torch.testing.assert_close(anabranch.script(image_of)(x), x)


PROGRAM = """
@torch.jit._overload
def g(x: {first}) -> int: ...
{between}
@torch.jit._overload
def g(x: str{more}) -> str: ...
def g(x):
    return x

def main(x: {given}):
    return g(x)
"""


def compiled(first: str = "int", between: str = "", more: str = "", given: str = "str") -> anabranch.ScriptFunction:
    return anabranch.script(module_of(PROGRAM.format(first=first, between=between, more=more, given=given)).main)


def test_the_one_that_fits() -> None:
    assert compiled()("a") == "a"
    assert compiled(given="int")(3) == 3


def test_none_fits() -> None:
    expected = r"g: Expected a value of type 'int' for argument 'x' but instead found type 'List\[int\]'"
    with pytest.raises(anabranch.CompileError, match=expected):
        compiled(given="List[int]")


def test_a_parameter_that_the_function_lacks() -> None:
    with pytest.raises(anabranch.CompileError, match="declares 'y', which the function does not take"):
        compiled(more=", y: int")


def test_a_type_that_the_language_lacks_is_passed_over() -> None:
    assert compiled(first="bytes")("a") == "a"


def test_a_definition_of_the_name_in_between_ends_the_list() -> None:
    assert compiled(between="def other(): ...\n", given="int")(3) == 3
    with pytest.raises(anabranch.CompileError, match="found type 'int'"):
        compiled(between="def g(x): ...\n", given="int")


def test_under_a_branch_and_not_in_a_class() -> None:
    space = module_of("""
        class Other:
            @torch.jit._overload_method
            def g(self, x: float) -> float: ...
            def g(self, x): return x
        if True:
            @torch.jit._overload
            def g(x: int) -> int: ...
        else:
            pass
        def g(x):
            return x + 1
        def main(n: int):
            return g(n)
    """)
    assert anabranch.script(space.main)(2) == 3
