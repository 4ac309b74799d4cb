"""Every spelling of autocast: by device, by place and by keyword, off, and as a decorator."""


@torch.autocast("cpu", dtype=torch.bfloat16)
def decorated(x: Tensor) -> Tensor:
    return x @ x


@torch.autocast("cpu", dtype=torch.bfloat16, enabled=False)
def decorated_off(x: Tensor) -> Tensor:
    return x @ x


def main(x: Tensor):
    with torch.cuda.amp.autocast(enabled=False):
        a = x @ x
    with torch.autocast("cpu", torch.bfloat16):
        b = x @ x
        with torch.autocast("cpu", enabled=False):
            c = x @ x
    with torch.autocast(device_type="cpu", dtype=torch.bfloat16, enabled=True, cache_enabled=False):
        d = x @ x
    with torch.cpu.amp.autocast(True, torch.float16):
        e = x @ x
    with torch.amp.autocast("cpu"):
        f = x @ x
    return a, b, c, d, e, f, decorated(x), decorated_off(x)


INPUTS = [lambda: (torch.ones(2, 2),)]
BEYOND = "autocast as a decorator"
