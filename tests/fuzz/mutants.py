"""Programs of the corpus with one to three random edits of their syntax trees.

A mutant is reproducible: its number is the seed.  Most are wrong programs, which is what they are for.
"""

from __future__ import annotations

import ast
import copy
import functools
import random
import re
import zlib
from collections.abc import Callable
from typing import Any

from conformance import catalogue

# Parts of a program that are Python's, for the judge.
NOT_COMPILED = {"check", "reference", "near", "make"}
CONSTANTS: list[Any] = [
    0,
    1,
    -1,
    2,
    7,
    2**31,
    2**63 - 1,
    2**63,
    -(2**63),
    2**70,
    -(2**70),
    0.0,
    -0.5,
    1e308,
    float("inf"),
    2j,
    "",
    "a",
    "é\x00😀",
    "{0:{1}}",
    "%s %d",
    "{} {x}",
    None,
    True,
    False,
    ...,
    b"x",
]
METHODS = (
    "append extend insert pop remove reverse sort index count copy clear keys values items get setdefault popitem "
    "update format join split startswith endswith strip replace upper find zfill center encode add discard union size "
    "view dim item tolist to t T shape sum requires_grad_ backward wait done forward name value real imag is_integer "
    "__len__ __init__ x"
).split()
FUNCTIONS = (
    "len str int float bool complex list tuple dict set sorted reversed enumerate zip range map filter min max sum "
    "abs round divmod pow print isinstance hasattr getattr callable any all ord chr hex repr hash type id iter next "
    "super slice bytes open input vars"
).split()
EXPRESSIONS = (
    "len(X) str(X) int(X) X[0] X[-1] X[1:] X[::0] X[X] X.x X() X(X) X(*X) X(**X) X(a=X) [X] (X,) {X} {X:X} (not_X) -X "
    "~X f'{X}' f'{X!r:>{X}}' [X]*3 X+X X@X X**X X//0 X%X X<<X X<X<X [v_for_v_in_X] {v:v_for_v_in_X} (v_for_v_in_X) "
    "(lambda_v:v) X_if_X_else_X X_and_X X_or_None X_is_None X_in_X (y:=X) (await_X) (yield) torch.tensor(X) "
    "torch.zeros(X) torch.jit.annotate(int,X) isinstance(X,int) super() X[...,None] X[X,X]"
).split()
STATEMENTS = [
    "break",
    "continue",
    "pass",
    "return",
    "return X",
    "raise X",
    "raise ValueError(X)",
    "raise",
    "assert X",
    "assert X, X",
    "del X",
    "global x",
    "X",
    "x = X",
    "x, y = X",
    "x, *y = X",
    "x: int = X",
    "x: List[str] = X",
    "X[0] = X",
    "X.x = X",
    "x += X",
    "X[0] += X",
    "for v in X:\n    pass",
    "for v in X:\n    break\nelse:\n    x = v",
    "while X:\n    break",
    "while True:\n    pass",
    "with X:\n    pass",
    "with X as x:\n    return x",
    "try:\n    X\nexcept Exception:\n    pass",
    "import math",
    "from torch import nn as X",
    "def inner(v):\n    return X",
    "class Inner:\n    x = X",
    "if X:\n    x = X",
    "match X:\n    case 1:\n        pass",
    "async def f():\n    pass",
    "nonlocal x",
    "print(X)",
]
ANNOTATIONS = (
    "int float str bool complex Tensor None Any List[int] List List[List[float]] Dict[str,int] Dict Tuple[int,...] "
    "Tuple[()] Tuple[int,str] Optional[int] Optional[Tensor] Union[int,str] Union[int,None] Callable torch.device "
    "'int' 'List[' 5 X jit.Future[int] Set[int] list[int]"
).split()
OPERATORS: dict[type[ast.AST], list[type[ast.AST]]] = {
    ast.operator: [
        ast.Add,
        ast.Sub,
        ast.Mult,
        ast.Div,
        ast.Mod,
        ast.Pow,
        ast.LShift,
        ast.RShift,
        ast.BitOr,
        ast.BitXor,
        ast.BitAnd,
        ast.FloorDiv,
        ast.MatMult,
    ],
    ast.unaryop: [ast.Invert, ast.Not, ast.UAdd, ast.USub],
    ast.cmpop: [ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn],
    ast.boolop: [ast.And, ast.Or],
}


@functools.cache
def corpus() -> list[catalogue.Program]:
    return [p for p in catalogue.find() if "roundtrip" not in p.source]


def mutant(number: int) -> tuple[str, str]:
    """The name of the program that was edited, and the edited text; it may be no Python any more."""
    rng = random.Random(number)
    program = min(corpus(), key=lambda p: zlib.crc32(f"{number} {p.name}".encode()))  # few change when the corpus grows
    tree = ast.parse(program.source)
    edit = _Edit(rng, tree)
    for _ in range(rng.randrange(1, 4)):
        edit.one()
    return program.name, ast.unparse(ast.fix_missing_locations(tree))


def patches_libraries(text: str) -> bool:
    """Whether running the text would change torch for everybody: ``torch.nn.Module = x`` in a class's body."""
    changed = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)]
    return any(re.match(r"(torch|nn|F|jit|math)\b", ast.unparse(n)) for n in changed)


Site = tuple[ast.AST, str, int | None]  # the parent, the field, the place in the field's list


class _Edit:
    def __init__(self, rng: random.Random, tree: ast.Module) -> None:
        self.rng = rng
        self.roots = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name not in NOT_COMPILED]

    def one(self) -> None:
        kinds: list[Callable[[], None]] = [
            self.replace,
            self.replace,
            self.wrap,
            self.wrap,
            self.constant,
            self.constant,
            self.operator,
            self.arguments,
            self.arguments,
            self.rename,
            self.rename,
            self.statement,
            self.statement,
            self.drop,
            self.annotation,
            self.parameters,
        ]
        self.rng.choice(kinds)()

    def sites(self, kind: Any) -> list[Site]:
        found: list[Site] = []
        for root in self.roots:
            for parent in ast.walk(root):
                for name, value in ast.iter_fields(parent):
                    items = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
                    found += [(parent, name, i) for i, item in items if isinstance(item, kind)]
        return found

    def pick(self, kind: Any) -> Site | None:
        found = self.sites(kind)
        return self.rng.choice(found) if found else None

    def some(self, kind: Any) -> Any:
        site = self.pick(kind)
        return copy.deepcopy(_get(site)) if site else None

    def replace(self) -> None:
        """An expression by another one of the program."""
        site, other = self.pick(ast.expr), self.some(ast.expr)
        if site and other is not None:
            _put(site, other)

    def wrap(self) -> None:
        site = self.pick(ast.expr)
        if site:
            text = self.rng.choice(EXPRESSIONS).replace("_", " ").replace("requires grad ", "requires_grad_")
            _put(site, self.template(text, "eval", _get(site)).body)

    def constant(self) -> None:
        site = self.pick(ast.Constant) or self.pick(ast.expr)
        if site:
            value = self.rng.choice(CONSTANTS)
            _put(
                site,
                ast.parse(repr(value), mode="eval").body if value == value and abs_is_finite(value) else ast.Constant(value),
            )

    def operator(self) -> None:
        site = self.pick(tuple(OPERATORS))
        if site:
            kinds = next(kinds for base, kinds in OPERATORS.items() if isinstance(_get(site), base))
            _put(site, self.rng.choice(kinds)())

    def arguments(self) -> None:
        """A call with an argument less or more, or another name."""
        site = self.pick(ast.Call)
        if not site:
            return
        call, choice = _get(site), self.rng.random()
        if choice < 0.35 and call.args:
            call.args.pop(self.rng.randrange(len(call.args)))
        elif choice < 0.6:
            call.args.insert(self.rng.randrange(len(call.args) + 1), self.some(ast.expr) or ast.Constant(1))
        elif choice < 0.75:
            call.keywords.append(
                ast.keyword(
                    self.rng.choice(["x", "dim", "key", "reverse", "start", "dtype", "strict"]),
                    self.some(ast.expr) or ast.Constant(1),
                )
            )
        elif choice < 0.85 and call.keywords:
            call.keywords.pop()
        else:
            call.func = ast.Name(self.rng.choice(FUNCTIONS), ast.Load())

    def rename(self) -> None:
        site = self.pick(ast.Name | ast.Attribute)
        if not site:
            return
        node = _get(site)
        if isinstance(node, ast.Attribute):
            node.attr = self.rng.choice(METHODS)
        else:
            other = self.some(ast.Name)
            node.id = other.id if self.rng.random() < 0.7 else self.rng.choice([*FUNCTIONS, "undefined"])

    def statement(self) -> None:
        """One more, or one instead of another."""
        site = self.pick(ast.stmt)
        if not site:
            return
        body, i = getattr(site[0], site[1]), site[2]
        made = self.template(self.rng.choice(STATEMENTS), "exec", self.some(ast.expr) or ast.Constant(1)).body
        if self.rng.random() < 0.3:
            made = [self.some(ast.stmt)]
        keep = self.rng.random() < 0.7
        body[i : i if keep else i + 1] = made

    def drop(self) -> None:
        site = self.pick(ast.stmt)
        if site and len(getattr(site[0], site[1])) > 1:
            del getattr(site[0], site[1])[site[2]]

    def annotation(self) -> None:
        text = self.rng.choice(ANNOTATIONS)
        made = self.template(text, "eval", ast.Name("Tensor", ast.Load())).body
        places: list[Any] = [
            n for root in self.roots for n in ast.walk(root) if isinstance(n, ast.arg | ast.AnnAssign | ast.FunctionDef)
        ]
        if places:
            node = self.rng.choice(places)
            field = "returns" if isinstance(node, ast.FunctionDef) else "annotation"
            setattr(node, field, None if self.rng.random() < 0.3 and not isinstance(node, ast.AnnAssign) else made)

    def parameters(self) -> None:
        functions = [n for root in self.roots for n in ast.walk(root) if isinstance(n, ast.FunctionDef)]
        if not functions:
            return
        a = self.rng.choice(functions).args
        choice = self.rng.random()
        if choice < 0.3 and a.args:
            a.args.pop()
            a.defaults = a.defaults[-len(a.args) :] if a.args else []
        elif choice < 0.5:
            a.vararg = ast.arg("rest")
        elif choice < 0.7:
            a.kwarg = ast.arg("named")
        else:
            a.kwonlyargs.append(ast.arg("only", ast.Name("int", ast.Load())))
            a.kw_defaults.append(self.some(ast.expr) if self.rng.random() < 0.5 else None)

    def template(self, text: str, mode: str, value: ast.AST) -> Any:
        """The text with a copy of an expression for each X."""
        tree = ast.parse(text, mode=mode)
        return _Fill(value).visit(tree)


class _Fill(ast.NodeTransformer):
    def __init__(self, value: ast.AST) -> None:
        self.value = value

    def visit_Name(self, node: ast.Name) -> Any:
        return copy.deepcopy(self.value) if node.id == "X" else node


def abs_is_finite(value: Any) -> bool:
    return not isinstance(value, float | complex) or abs(value) < float("inf")


def _get(site: Site) -> Any:
    value = getattr(site[0], site[1])
    return value if site[2] is None else value[site[2]]


def _put(site: Site, node: ast.AST) -> None:
    if site[2] is None:
        setattr(site[0], site[1], node)
    else:
        getattr(site[0], site[1])[site[2]] = node
