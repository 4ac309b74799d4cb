"""Runs the conformance programs against a library: python tests/conformance/run.py --jit anabranch

README.md beside this file describes the options and what a program looks like.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conformance import catalogue  # noqa: E402
from conformance.catalogue import Program  # noqa: E402
from conformance.pool import Answer, CannotStart, Worker, judge_all  # noqa: E402


def main() -> int:
    parser = arguments()
    options = parser.parse_args()
    programs = catalogue.find(options.root, options.only)
    if options.list:
        return show(programs)
    if not options.jit:
        parser.error("--jit is required")
    skip_beyond = options.jit == "torch.jit" and not options.eager
    chosen = [program for program in programs if not (skip_beyond and program.beyond)]
    try:
        found = judge_all(chosen, lambda: Worker(options.jit, mode(options)), options.jobs, options.timeout)
    except CannotStart as error:
        print(f"cannot test {options.jit}: {error}", file=sys.stderr)
        return 2
    skipped: Answer = {"status": "skip", "reason": "BEYOND", "seconds": 0.0}
    answers = {program.name: found.get(program.name, skipped) for program in programs}
    if options.json:
        options.json.write_text(json.dumps({"jit": options.jit, "results": answers}, indent=1) + "\n")
    return report(programs, answers)


def mode(options: argparse.Namespace) -> list[str]:
    if options.host:
        return ["host", str(options.host)]
    if options.save or options.load:
        return ["save", str(options.save)] if options.save else ["load", str(options.load)]
    return ["eager"] if options.eager else ["forked"] if options.forked else []


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Run the conformance programs.")
    parser.add_argument("--jit", metavar="MODULE", help="the library: anabranch or torch.jit")
    parser.add_argument("--only", metavar="REGEX", default="", help="programs whose category/name matches")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write every result to this file")
    parser.add_argument("--list", action="store_true", help="list the programs and stop")
    parser.add_argument("--timeout", metavar="S", type=float, default=20.0, help="seconds for a program (20)")
    parser.add_argument("--jobs", metavar="N", type=int, default=2, help="processes (2)")
    parser.add_argument("--root", metavar="DIR", type=Path, default=catalogue.HERE, help="the folder that holds programs/")
    parser.add_argument("--eager", action="store_true", help="compile nothing: the library's own fork and wait in Python")
    parser.add_argument("--forked", action="store_true", help="fork the compiled programs from plain Python and wait for them")
    parser.add_argument("--save", metavar="DIR", type=Path, help="compile and save the programs, run none")
    parser.add_argument("--host", metavar="DIR", type=Path, help="save the programs with calls for the C++ host, judge none")
    parser.add_argument("--load", metavar="DIR", type=Path, help="run what --save put there")
    return parser


def show(programs: list[Program]) -> int:
    for program in programs:
        print(f"{program.name:45} {'BEYOND ' if program.beyond else ''}{program.title}")
    print(f"{len(programs)} programs, {sum(program.beyond for program in programs)} of them BEYOND")
    return 0


def report(programs: list[Program], answers: dict[str, Answer]) -> int:
    counts = Counter((program.category, answers[program.name]["status"]) for program in programs)
    for category in sorted({program.category for program in programs}):
        passed, failed, skipped = (counts[category, status] for status in ("pass", "fail", "skip"))
        print(f"{category:16} {passed:4} of {passed + failed:4}{f', {skipped} skipped' if skipped else ''}")
    failures = {name: answer["reason"] for name, answer in answers.items() if answer["status"] == "fail"}
    for name, why in failures.items():
        print(f"  {name}: {why.partition(chr(10))[0][:300]}")
    passed = sum(answer["status"] == "pass" for answer in answers.values())
    print(f"{passed} passed, {len(failures)} failed")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
