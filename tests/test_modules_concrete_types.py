"""Concrete types of modules: what decides that two modules share compiled code."""

import enum
from typing import Any, Dict, Final, List, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

from anabranch.base.errors import CompileError
from anabranch.frontend.classes.module_types import ModuleType
from anabranch.frontend.modules.concrete_types import module_type
from anabranch.lang.nominal import AttributeKind


def type_of(module: nn.Module) -> ModuleType:
    t = module_type(module)
    assert isinstance(t, ModuleType)
    return t


def attribute(module: nn.Module, name: str) -> str:
    return str(type_of(module).attributes[name].type)


class Holder(nn.Module):
    def __init__(self, **values: Any):
        super().__init__()
        for name, value in values.items():
            setattr(self, name, value)


def test_equal_modules_share_one_type():
    assert type_of(nn.Linear(2, 3)) is type_of(nn.Linear(2, 3))


def test_constants_are_part_of_the_type():
    assert type_of(nn.Linear(2, 3)) is not type_of(nn.Linear(2, 4))
    assert type_of(nn.Linear(2, 3)).constants == {"in_features": 2, "out_features": 3}


def test_a_missing_bias_makes_another_type():
    assert attribute(nn.Linear(2, 3, bias=False), "bias") == "NoneType"


def test_submodules_are_shared_by_their_types():
    t = type_of(nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2)))
    types = dict(t.submodules())
    assert types["0"] is types["2"] and types["0"] is not types["1"]
    assert (t.container, t.keys) == ("list", ("0", "1", "2"))


def test_values_of_equal_attribute_types_do_not_matter():
    assert type_of(Holder(n=1, s="a")) is type_of(Holder(n=2, s="b"))
    assert type_of(Holder(n=1)) is not type_of(Holder(n=1.0))


class Color(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    "value, expected",
    [
        (1, "int"),
        (1.5, "float"),
        (True, "bool"),
        ("x", "str"),
        (None, "NoneType"),
        ([1, 2], "List[int]"),
        ([[1.0]], "List[List[float]]"),
        ({"a": torch.zeros(1)}, "Dict[str, Tensor]"),
        ((1, "a"), "Tuple[int, str]"),
        ([1, None], "List[Optional[int]]"),
        (torch.device("cpu"), "Device"),
        (torch.zeros(1), "Tensor"),
    ],
)
def test_attribute_types_follow_from_values(value, expected):
    assert attribute(Holder(a=value), "a") == expected


def test_enum_attributes_have_their_enum():
    assert attribute(Holder(a=Color.RED), "a").endswith("Color")


def test_parameters_buffers_and_modules_are_told_apart():
    t = type_of(nn.BatchNorm1d(2))
    kinds = {name: a.kind for name, a in t.attributes.items()}
    assert kinds["weight"] is AttributeKind.PARAMETER and kinds["running_mean"] is AttributeKind.BUFFER
    assert kinds["training"] is AttributeKind.ATTRIBUTE


class Annotated(nn.Module):
    items: List[int]
    table: Dict[str, Tensor]
    maybe: Optional[int]
    depth: Final[int]

    def __init__(self):
        super().__init__()
        self.items = []
        self.table = {}
        self.maybe = None
        self.depth = 3
        self.pairs: List[Tuple[int, str]] = []


def test_annotations_of_the_class_body_count():
    assert [attribute(Annotated(), n) for n in ("items", "table", "maybe")] == [
        "List[int]",
        "Dict[str, Tensor]",
        "Optional[int]",
    ]


def test_final_attributes_are_constants():
    assert type_of(Annotated()).constants == {"depth": 3}


def test_annotated_assignments_in_init_help_where_the_value_says_nothing():
    assert attribute(Annotated(), "pairs") == "List[Tuple[int, str]]"


def test_an_attribute_without_a_type_is_kept_with_its_reason():
    t = type_of(Holder(odd=object(), empty=[], mixed=[1, "a"]))
    assert "no type in the language" in t.failed["odd"]
    assert "does not say what it holds" in t.failed["empty"]
    assert "no common type" in t.failed["mixed"]


def test_functions_as_attributes():
    t = type_of(Holder(act=torch.relu, own=helper))
    assert t.functions == {"act": torch.relu, "own": helper}


def helper(x: Tensor) -> Tensor:
    return x


class BadConstant(nn.Module):
    __constants__ = ["thing"]

    def __init__(self):
        super().__init__()
        self.thing = object()


def test_a_constant_must_be_one():
    with pytest.raises(CompileError, match=r"'BadConstant\.thing' is not a valid constant"):
        type_of(BadConstant())


class Forgetful(nn.Module):
    def __init__(self):
        pass


def test_a_module_without_init_is_refused():
    with pytest.raises(CompileError, match=r"super\(\).__init__\(\)"):
        type_of(Forgetful())


def test_lazy_parameters_are_refused():
    with pytest.raises(CompileError, match="uninitialized parameters weight"):
        type_of(nn.LazyLinear(3))


def test_a_module_that_contains_itself_is_refused():
    outer = nn.Sequential()
    outer.append(nn.Sequential(outer))
    with pytest.raises(CompileError, match="contains itself"):
        type_of(outer)


def test_hooks_are_part_of_the_type():
    plain, hooked = nn.ReLU(), nn.ReLU()
    hooked.register_forward_hook(hook)
    assert type_of(plain) is not type_of(hooked) and type_of(hooked).hooks == (hook,)


def hook(self, inputs: Tuple[Tensor], result: Tensor) -> Tensor:
    return result


@pytest.mark.slow
def test_types_are_collected_with_their_modules():
    import gc
    import weakref

    class Local(nn.Module):
        pass

    t = weakref.ref(type_of(Local()))
    gc.collect()
    assert t() is None
