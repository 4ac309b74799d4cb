"""The commands, their options, and what a run of one ends with.

Exit codes: 0 done; 1 what was looked at is wrong (it does not compile, load, fit; tasks race; the doctor found something);
2 the command line itself is.  An error of the program that is run goes on as Python's, with its traceback, and ends with 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..base.errors import Error
from ..base.given import Given
from ..base.package import VERSION
from .usage import UsageError

Command = Given[[argparse.Namespace], int]
if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# Each command's file is imported when it is asked for: `anabranch --help` need not wait for PyTorch.
graph: Command = Given("anabranch.cli.graph")
run: Command = Given("anabranch.cli.run")
profile: Command = Given("anabranch.cli.profile")
check: Command = Given("anabranch.cli.check")
convert: Command = Given("anabranch.cli.convert")
doctor: Command = Given("anabranch.cli.doctor")

_TARGET = """TARGET is a saved program (model.ab, or model.pt of torch.jit.save), or file.py:name or module:name of a function,
a module, a class of modules that needs no arguments, or something compiled. What is not compiled yet is compiled by script; a
name with () behind it is called first (file.py:make_model())."""
_EXAMPLES = """examples:
  anabranch graph model.py:Net
  anabranch graph model.ab --form code
  anabranch run model.py:Net -i 'torch.randn(2, 3)' --repeat 100
  anabranch profile model.py:Net -i 'torch.randn(2, 3)' -o timeline.html
  anabranch check model.py:Net -i 'torch.randn(2, 3)'
  anabranch check model.ab --method step -i 'torch.zeros(8)' --json
  anabranch convert model.pt model.ab
  anabranch doctor"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        "anabranch", description="fork and wait for PyTorch programs", epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    made.add_argument("--version", action="version", version=f"anabranch {VERSION}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)
    shown = _command(commands, "graph", "shows the graph of a program, or another form of it", graph)
    _target(shown)
    shown.add_argument("--form", choices=FORMS, default="graph", help="what to show (default: graph)")
    runs = _command(commands, "run", "calls a program, shows its result and how long calls take", run)
    _target(runs)
    _inputs(runs)
    runs.add_argument("--repeat", type=_count, default=1, metavar="N", help="calls to time (default: 1)")
    seen = _command(commands, "profile", "calls a program and says who ran what when, and why threads were idle", profile)
    _target(seen)
    _inputs(seen)
    seen.add_argument("--repeat", type=_count, default=3, metavar="N", help="calls to record, after a first one (default: 3)")
    seen.add_argument("-o", "--output", metavar="FILE", help="timeline.html for any browser, or trace.json for ui.perfetto.dev")
    raced = _command(commands, "check", "calls a program once and finds accesses of its tasks that nothing orders", check)
    _target(raced)
    _inputs(raced)
    raced.add_argument("--json", action="store_true", help="what was found as JSON")
    moved = _command(commands, "convert", "reads a saved program, of torch.jit.save or ours, and writes ours", convert)
    moved.add_argument("source", help="the file to read")
    moved.add_argument("output", help="the file to write, by custom model.ab")
    _command(commands, "doctor", "says what this machine and installation are, and tests them for 5 seconds", doctor)
    return made


FORMS = ("graph", "inlined", "code", "dot", "html", "bytecode")


def _command(commands: Commands, name: str, purpose: str, does: Command) -> argparse.ArgumentParser:
    lines = [line for line in _EXAMPLES.splitlines()[1:] if line.split()[1] == name]
    made = commands.add_parser(
        name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog="\n".join(["examples:" if len(lines) > 1 else "example:", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    made.set_defaults(does=does)
    return made


def _target(made: argparse.ArgumentParser) -> None:
    made.description = f"{made.description}\n\n{_TARGET}"
    made.add_argument("target", help="what to look at")
    made.add_argument("--method", metavar="NAME", help="of a module: this method instead of forward")


def _inputs(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "-i", "--input", action="append", default=[], metavar="EXPR",
        help="an argument as a Python expression, torch in scope; once for each; NAME=EXPR passes it by name",
    )  # fmt: skip
    made.add_argument("--seed", type=int, default=0, help="of torch's generator, before the inputs are made (default: 0)")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text!r}")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    asked = parser().parse_args(arguments)
    try:
        return asked.does(asked)  # type: ignore[no-any-return]
    except UsageError as error:
        print(f"anabranch {asked.command}: {error}", file=sys.stderr)
        return 2
    except Error as error:
        print(f"anabranch {asked.command}: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `| head` has seen enough
        sys.stderr.close()
        return 0
