"""dtypes, layouts and memory formats print as in Python: str, f-strings, format, %, print, repr, in containers, through calls."""
STDOUT = True


class Settings:
    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype = dtype

    def text(self) -> str:
        return f"<{self.dtype}>"


def named(d: torch.dtype, prefix: str = "dtype ") -> str:
    return prefix + str(d)


def wide(x: Tensor, double: bool):
    return torch.float64 if double else x.dtype


def main(x: Tensor, d: torch.dtype, double: bool):
    table = {torch.float32: "single", torch.float64: "double"}
    pair: Tuple[torch.dtype, int] = (x.dtype, 6)
    given: Optional[torch.dtype] = d if double else None
    print(x.dtype, x.layout, torch.channels_last, sep=", ")
    print(d, [x.dtype, d])
    assert x.dtype.is_floating_point, f"needs floats, got {x.dtype}"
    return (
        str(x.dtype),
        f"{x.dtype} {x.device} {x.layout!r} {d!s:>15}|",
        "{} and {}".format(d, torch.contiguous_format),
        "%s, %s" % (x.dtype, d),
        repr(d) + str(torch.preserve_format) + str(torch.sparse_coo),
        named(x.dtype),
        named(wide(x, double), ""),
        str(torch.promote_types(x.dtype, d)) + str(torch.result_type(x, 1.0)),
        f"{pair} {[x.dtype, d]} {table} {given} {(d,)}",
        Settings(d).text(),
        (d.is_floating_point, d.is_complex, d.itemsize, str(x.dtype.to_complex())),
        (isinstance(d, torch.dtype), isinstance(d, int), x.dtype == d, x.dtype in (torch.float32, torch.half)),
        table.get(d, "neither"),
        str(torch.get_default_dtype()),
        str(torch.quantize_per_tensor(x, 0.1, 0, torch.qint8).qscheme()),
    )


INPUTS = [lambda: (torch.ones(2), torch.float64, True), lambda: (torch.ones(2), torch.int8, False)]
BEYOND = "torch.jit prints the numbers of dtypes"
