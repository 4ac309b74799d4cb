"""``ScriptModule``: a compiled ``nn.Module``.

Its attributes live in one instance, slot by slot; ``nn.Module``'s methods see them through the mappings of
``module_slots``, compiled code reads the slots.  It shares tensors, not slots, with the module it was made from.
Non-goals: what modules mean in programs (``frontend.modules.module_values``), making one from a module (``module_maker``).
"""

from __future__ import annotations

import copy
import inspect
import threading
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any, NoReturn

from torch import nn
from torch.nn.modules import module as torch_module

from ..base.eager import active, under_way
from ..base.errors import CompileError, ScriptTypeError
from ..base.futures import Future
from ..base.given import Given
from ..base.runtime_errors import own_error
from ..base.tracebacks import keep_users_frames
from ..base.transactions import run
from ..frontend.classes import methods
from ..frontend.classes.module_types import ModuleType
from ..frontend.modules import entry_points
from ..frontend.modules.containers import counts_by_itself
from ..frontend.source.markers import DECLARED, is_attribute_mark
from ..ir.graph import html_text
from ..lang.nominal import AttributeKind
from . import archived, instance_wrappers
from .instance_wrappers import register, to_python
from .module_class import ModuleClass, define_methods
from .module_slots import ModuleSlots, TensorSlots
from .python_forks import start
from .script_method import ScriptMethod
from .slot_access import read_slot, write_slot
from .text_functions import caller, functions_of
from .torch_overrides import recorded

if TYPE_CHECKING:
    from ..base.code_constants import CodeConstants
    from ..ir.function import Function
    from ..ir.graph import Graph

class _Called(threading.local):
    """The module whose call begins in this thread: nn.Module's own call asks for ``forward`` first of all."""

    module: Any = None


_called = _Called()
_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
_OWN = ("_instance", "_backend", "__anabranch_type__", "_python_values", "_call")


class ScriptModule(nn.Module, metaclass=ModuleClass):
    """Made by ``script(module)``.  Calls run compiled; parameters, buffers and attributes work as on any module.

    The older way: derive from it and mark methods ``script_method``.  An instance is an ordinary module until its
    constructor has ended, and compiled from then on.

    >>> m = ab.script(nn.Linear(2, 2))
    >>> isinstance(m, ab.ScriptModule), m.original_name
    (True, 'Linear')
    """

    __anabranch_machinery__ = True

    @classmethod
    def over(cls, t: ModuleType, instance: Any, backend: Any) -> ScriptModule:
        """The module whose values are in ``instance``.  Submodules are still to be set."""
        made = cls.__new__(cls)
        made._become(t, instance, backend)
        return made

    def _become(self, t: ModuleType, instance: Any, backend: Any) -> None:
        state = self.__dict__
        state.clear()
        nn.Module.__init__(self)
        state.pop("training", None)
        state.update(dict.fromkeys(_OWN), _instance=instance, _backend=backend, _python_values={})
        state["__anabranch_type__"] = t
        state["_parameters"] = TensorSlots(instance, t, AttributeKind.PARAMETER)
        state["_buffers"] = TensorSlots(instance, t, AttributeKind.BUFFER)
        state["_modules"] = ModuleSlots(instance, t, self._adopt)

    def define(self, src: str) -> None:
        """Adds the methods that ``src`` defines; they see the names that the caller sees.  Raises CompileError."""
        frame = caller()
        try:
            define_methods(self, functions_of(src, frame))
        except Exception as error:
            keep_users_frames(error)
            raise

    # -- calling

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        tracer = active.tracer if under_way else None
        if tracer is not None:
            return tracer.call_compiled(self._entry_point().function, self, args, kwargs, partial(ScriptModule.__call__, self))
        state = self.__dict__
        if (  # _has_hooks, written out: a call of it is a tenth of an empty call of a module
            state["_forward_hooks"]
            or state["_forward_pre_hooks"]
            or state["_backward_hooks"]
            or state["_backward_pre_hooks"]
            or torch_module._has_any_global_hook()  # type: ignore[no-untyped-call]
        ):
            return self._between_hooks(*args, **kwargs)
        try:
            return (state["_call"] or self._make_call())(*args, **kwargs)
        except ScriptTypeError:
            found = recorded(self, args, kwargs)
            if found is NotImplemented:
                raise
            return found

    def _has_hooks(self) -> bool:
        """Hooks that Python runs; compiled ones are part of the program."""
        return any(self.__dict__[kind] for kind in _HOOKS) or bool(torch_module._has_any_global_hook())  # type: ignore[no-untyped-call]

    def _make_call(self) -> Callable[..., Any]:
        if self._left_to_python():
            return self._between_hooks
        function = run(entry_points.entry_point, self._type)
        self.__dict__["_call"] = self._backend.method(function, self._instance)
        return self.__dict__["_call"]  # type: ignore[no-any-return]

    def _left_to_python(self) -> bool:
        """A derived class has a ``forward`` that is not compiled."""
        return isinstance(inspect.getattr_static(type(self), "forward"), FunctionType)

    def __anabranch_start__(self, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Future[Any] | None:
        if self._has_hooks() or self._left_to_python():
            return None
        function = run(entry_points.entry_point, self._type)
        return start(self._backend, function, self._instance, args, kwargs, frame)

    def _between_hooks(self, *args: Any, **kwargs: Any) -> Any:
        """The call between hooks that Python runs; what it takes for ``forward`` includes the compiled ones."""
        _called.module = self
        try:
            return self._call_impl(*args, **kwargs)  # type: ignore[no-untyped-call]
        finally:
            _called.module = None

    if TYPE_CHECKING:  # what is derived has a method
        forward: Callable[..., Any]
    else:

        @property
        def forward(self) -> ScriptMethod:
            """The compiled forward, without the module's forward hooks."""
            called, _called.module = _called.module, None
            return self._method("forward") if called is not self else self._entry_point()

    def _entry_point(self) -> ScriptMethod:
        function = run(entry_points.entry_point, self._type)
        return ScriptMethod(function, self._backend, self)

    def _method(self, name: str) -> ScriptMethod:
        function = self._function(name)
        return ScriptMethod(function, self._backend, self)

    def _function(self, name: str) -> Function:
        return run(methods.by_name, self._type, name)

    # -- looking

    @property
    def _type(self) -> ModuleType:
        return self.__dict__["__anabranch_type__"]  # type: ignore[no-any-return]

    @property
    def graph(self) -> Graph:
        """The graph of ``forward``; its first input is the module."""
        return self._function("forward").graph

    @property
    def inlined_graph(self) -> Graph:
        """The graph of ``forward`` with every call replaced by what it calls."""
        return self._method("forward").inlined_graph

    def to_dot(self) -> str:
        """The graph of ``forward`` as Graphviz text."""
        return self.graph.to_dot()

    def _repr_html_(self) -> str | None:
        """For notebooks; None for a module without ``forward``, which they show by its repr."""
        if not entry_points.has_forward(self._type):
            return None
        return html_text(self.graph, f"{self.original_name}.forward")

    @property
    def code(self) -> str:
        """``forward`` as Python that compiles again, as a method of a class with the module's attributes."""
        return self._method("forward").code

    @property
    def code_with_constants(self) -> tuple[str, CodeConstants]:
        """``code``, and the object that it calls CONSTANTS."""
        return self._method("forward").code_with_constants

    @property
    def original_name(self) -> str:
        """The name of the class it was compiled from."""
        t = self._type
        return t.python_class.__name__ if t.python_class else t.name.rsplit(".", 1)[-1]

    def _get_name(self) -> str:
        return "ScriptModule"

    def extra_repr(self) -> str:
        return f"original_name={self.original_name}"

    def __dir__(self) -> list[str]:
        t = self._type
        return sorted({*object.__dir__(self), *t.attributes, *t.constants, *methods.public_names(t)})

    # -- attributes

    def __getattr__(self, name: str) -> Any:
        state = self.__dict__
        t = state.get("__anabranch_type__")
        if t is None:
            return super().__getattr__(name)
        for values in (state["_parameters"], state["_buffers"], state["_modules"]):
            if name in values:
                return values[name]
        if name in t.attributes:
            return read_slot(self._instance, t, name)
        if name in t.constants:
            return t.constants[name]
        try:
            return self._python_values[name] if name in self._python_values else self._member(name)
        except CompileError as error:  # a method is compiled when it is first looked for
            keep_users_frames(error)
            raise

    def _member(self, name: str) -> Any:
        """A compiled method, the value of a property, or an ignored method bound to this module."""
        kind, found = methods.python_member(self._type, name)
        if kind == "python":
            return found.__get__(self, type(self))
        if kind == "property":
            return self._method(found)()
        if kind == "method":
            return self._method(name)
        if kind == "value":
            return found
        raise AttributeError(f"'{self.original_name}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        t = self.__dict__.get("__anabranch_type__")
        if t is None:  # its constructor runs, and reads what it has set
            if is_attribute_mark(value):
                self.__dict__.setdefault(DECLARED, {})[name] = value.type
                value = value.value
            super().__setattr__(name, value)
            return
        declared = t.attributes.get(name)
        if declared is not None and declared.kind is AttributeKind.ATTRIBUTE:
            write_slot(self._instance, t, name, value)
        elif declared is not None and value is None:
            self._values_of(declared.kind)[name] = None
        elif name in t.constants:
            remedy = "leave Final and __constants__ out where it changes"
            message = f"'{name}' of '{self.original_name}' is a constant of the compiled module\nhelp: {remedy}"
            raise own_error(AttributeError(message))
        elif (setter := methods.setter_name(t, name)) is not None:
            self._method(setter)(value)
        else:
            super().__setattr__(name, value)

    def _values_of(self, kind: AttributeKind) -> Any:
        names = {AttributeKind.PARAMETER: "_parameters", AttributeKind.BUFFER: "_buffers"}
        return self.__dict__[names.get(kind, "_modules")]

    def _adopt(self, name: str, value: Any) -> ScriptModule | None:
        """``value`` as the submodule ``name``.  Raises TypeError where it has another type."""
        return fitting_submodule(self, name, value)

    # -- saving and loading

    def save(self, f: Any, _extra_files: Any = None) -> None:
        """As ``anabranch.save``."""
        archived.save(self, f, _extra_files)

    def save_to_buffer(self, _extra_files: Any = None) -> bytes:
        return archived.saved(self, _extra_files)

    def _save_to_state_dict(self, *args: Any, **kwargs: Any) -> Any:
        return self._exported_or(super()._save_to_state_dict)(*args, **kwargs)

    def _load_from_state_dict(self, *args: Any, **kwargs: Any) -> Any:
        return self._exported_or(super()._load_from_state_dict)(*args, **kwargs)

    def _exported_or(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        """The class's own method of this name where it is compiled, marked ``export``."""
        t = self.__dict__.get("__anabranch_type__")
        own = t is not None and usual.__name__ in entry_points.exported(t)
        return self._method(usual.__name__) if own else usual

    # -- containers

    def __len__(self) -> int:
        if counts_by_itself(self._type, "__len__"):
            return len(self._type.keys)
        return self._method("__len__")()  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        t = self._type
        if not t.container:
            raise TypeError(f"'{self.original_name}' object is not iterable")
        return iter(t.keys) if t.container == "dict" else (getattr(self, key) for key in t.keys)

    def __contains__(self, item: Any) -> bool:
        if counts_by_itself(self._type, "__contains__"):
            return item in self._type.keys
        return self._method("__contains__")(item)  # type: ignore[no-any-return]

    def __getitem__(self, index: Any) -> Any:
        t = self._type
        if t.container == "dict":
            return getattr(self, index) if index in t.keys else _no_key(index)
        if t.container == "list":
            keys = t.keys[index]
            return [getattr(self, k) for k in keys] if isinstance(index, slice) else getattr(self, str(keys))
        return self._method("__getitem__")(index)

    # -- copies

    def __copy__(self) -> ScriptModule:
        return self._copied(lambda value: value)

    def __deepcopy__(self, memo: dict[int, Any]) -> ScriptModule:
        return self._copied(lambda value: copy.deepcopy(value, memo), lambda made: memo.__setitem__(id(self), made))

    def _copied(
        self, copied: Callable[[Any], Any], known_as: Callable[[ScriptModule], None] = lambda made: None
    ) -> ScriptModule:
        t = self._type
        made = type(self).over(t, self._backend.instance(t), self._backend)
        known_as(made)
        for name in t.attributes:
            if t.attributes[name].kind is AttributeKind.ATTRIBUTE:
                write_slot(made._instance, t, name, copied(read_slot(self._instance, t, name)))
        for names in ("_parameters", "_buffers", "_modules"):
            for name, value in self.__dict__[names].items():
                made.__dict__[names][name] = copied(value)
        for name in vars(self).keys() - {"_parameters", "_buffers", "_modules", *_OWN}:
            made.__dict__[name] = copy.copy(self.__dict__[name])
        made.__dict__["_python_values"] = dict(self._python_values)
        register(made)
        return made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return archived.pickled(self)


def _no_key(index: Any) -> NoReturn:
    raise KeyError(index)


@instance_wrappers.module_over.is_given
def module_over(instance: Any, t: Any) -> ScriptModule:
    """The module whose values are in ``instance``, its submodules included."""
    made = (frozen_class() if t.frozen else ScriptModule).over(t, instance, instance_wrappers.backend_of(instance))
    for name, _ in t.submodules():
        made.__dict__["_modules"]._modules[name] = to_python(instance.get(t.slot(name)))
    register(made)
    return made


# ``value``, compiled if it is not yet, as the submodule ``name``.
fitting_submodule: Given[[ScriptModule, str, Any], ScriptModule | None] = Given("anabranch.objects.module_maker")
frozen_class: Given[[], type[ScriptModule]] = Given("anabranch.objects.frozen_module")
