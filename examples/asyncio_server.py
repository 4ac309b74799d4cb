"""A server under asyncio: requests that come together are answered by tasks, while the event loop stays free.

    python examples/asyncio_server.py [--timeline FILE] [--small]

Clients connect over TCP, send a line of numbers and get one back.  Serial: the loop calls the model and hears nothing else
meanwhile.  Forked: it awaits a fork of the model, so that requests run beside each other and beside the loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab

Answer = Callable[[Tensor], Awaitable[Tensor]]


class Model(nn.Module):
    def __init__(self, width: int, steps: int) -> None:
        super().__init__()
        self.gru = nn.GRU(1, width)
        self.out = nn.Linear(width, 1)
        self.steps = steps

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.gru(x.expand(self.steps, 1, 1))[0][-1])


async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    number = float(await reader.readline())
    result = await answer(torch.tensor([number]))
    writer.write(f"{result.item():.4f}\n".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def ask(port: int, number: int) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{number}\n".encode())
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return float(line)


async def serve(answer: Answer, clients: int) -> list[float]:
    """What so many clients at once hear from a server."""
    server = await asyncio.start_server(lambda r, w: handle(r, w, answer), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await asyncio.gather(*(ask(port, number) for number in range(clients)))


def main() -> None:
    chosen = options(__doc__)
    width, steps, clients = (8, 4, 3) if chosen.small else (256, 50, 12)
    model = ab.script(Model(width, steps).eval())

    async def serial(x: Tensor) -> Tensor:
        return model(x)

    async def forked(x: Tensor) -> Tensor:
        return await ab.fork(model, x)

    with torch.inference_mode():
        compare(lambda: asyncio.run(serve(serial, clients)), lambda: asyncio.run(serve(forked, clients)), chosen)


if __name__ == "__main__":
    main()
