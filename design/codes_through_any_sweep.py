import torch, os, sys
from typing import *
import anabranch as ab
def same(x: Any) -> Any: return x
def show(x: Any) -> str: return str(x)
def fmt(x: Any) -> str: return f"{x}|{x!r}"
def make_dtype(x: torch.Tensor) -> Any: return x.dtype
def list_dtype(x: torch.Tensor):
    xs: List[Any] = [x.dtype, 1]
    return xs
def str_list(x: torch.Tensor):
    xs: List[Any] = [x.dtype, 1, True]
    return str(xs)
def dt_list(x: torch.Tensor):
    return [x.dtype]
def dt_ret(x: torch.Tensor):
    return x.dtype
def dt_str(x: torch.Tensor):
    return str(x.dtype), str([x.dtype]), str((x.dtype, 1)), str({"a": x.dtype})
def dt_opt(x: torch.Tensor, b: bool=True):
    y = x.dtype if b else None
    return y, str(y)
def is_dt(x: Any): return isinstance(x, torch.dtype), isinstance(x, int)
def use(x: Any, t: torch.Tensor):
    if isinstance(x, torch.dtype):
        return t.to(x)
    return t
def union(x: Union[torch.dtype, str]): 
    if isinstance(x, str): return x
    return str(x)
def un_same(x: Union[torch.dtype, str]): return x
def opt_dt(x: Optional[torch.dtype]): return x
def ldt(x: List[torch.dtype]): return x, str(x)
def eq(x: Any, y: Any): return x == y
def boolany(x: bool) -> Any: return x
def boolprint(x: bool):
    y: Any = x
    print(y); return str(y), f"{y}"
def lay(x: torch.Tensor) -> Any: return x.layout
def tupany(x: torch.Tensor) -> Tuple[Any, Any]: return x.dtype, x.layout
def dictany(x: torch.Tensor) -> Dict[str, Any]: return {"dtype": x.dtype, "device": x.device}
def mf(x: Any): return isinstance(x, torch.memory_format)
T=torch.ones(2)
class B: 
    pass
rows=[(same,v) for v in (torch.float32, torch.strided, torch.channels_last, torch.per_tensor_affine, torch.device("cpu"), True, [torch.float32], {"a":torch.int64}, (torch.float16,1), [True])]
rows+=[(show,)+r[1:] for r in rows[:10]]+[(fmt,)+r[1:] for r in rows[:10]]
rows+=[(f,T) for f in (make_dtype,list_dtype,str_list,dt_list,dt_ret,dt_str,dt_opt,lay,tupany,dictany)]
rows+=[(is_dt,torch.float32),(is_dt,1),(use,torch.float64,T),(union,torch.float32),(un_same,torch.float32),(opt_dt,torch.float32),(ldt,[torch.float32]),(eq,torch.float32,torch.float32),(eq,torch.float32,6),(boolany,True),(boolprint,True),(mf,torch.channels_last)]
bad=0
for r in rows:
    f,*a=r
    want=repr(f(*a))
    for b in ("interpreter","native"):
        try:
            with ab.config.override(backend=b) if hasattr(ab,'config') and hasattr(ab.config,'override') else __import__('contextlib').nullcontext():
                got=repr(ab.script(f)(*a))
        except Exception as e: got=type(e).__name__+": "+str(e).strip().splitlines()[0][:150]
        if got!=want: bad+=1; print(b,f.__name__,a,"want",want,"got",got)
print(bad)
