"""Functions decorated with contexts, each spelling, settings by place and by keyword; none of them is lost."""


@torch.no_grad()
def no_grad(x: Tensor) -> Tensor:
    return x @ x


@torch.inference_mode(False)
def no_inference(x: Tensor) -> Tensor:
    return x @ x


@torch.set_grad_enabled(False)
def grad_off(x: Tensor) -> Tensor:
    return x @ x


@torch.cpu.amp.autocast()
def on_cpu(x: Tensor) -> Tensor:
    return x @ x


@torch.cpu.amp.autocast(True, torch.float16)
def half(x: Tensor) -> Tensor:
    return x @ x


@torch.cuda.amp.autocast(enabled=False)
def off(x: Tensor) -> Tensor:
    return x @ x


@torch.no_grad()
@torch.autocast("cpu", cache_enabled=False)
def both(x: Tensor) -> Tensor:
    return x @ x


def main(x: Tensor):
    results = [no_grad(x), no_inference(x), grad_off(x), on_cpu(x), half(x), off(x), both(x)]
    return results, [y.requires_grad for y in results], [y.dtype == torch.float32 for y in results]


INPUTS = [lambda: (torch.ones(2, 2, requires_grad=True),)]
BEYOND = "autocast as a decorator"
