"""Runs one scenario of the hang list on so many cores; after ten seconds it shows where it hangs and ends."""

import faulthandler
import os
import sys

LIMIT = 10


def main() -> None:
    name, cores = sys.argv[1], int(sys.argv[2])
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])  # before torch counts them
    from hangs import programs

    scenario = next(s for s in programs.SCENARIOS if s.__name__ == name)
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    scenario()
    faulthandler.cancel_dump_traceback_later()
    from anabranch.runtime import backend

    assert backend("native").tasks() > 0 or "values" in name, "no native task was made"


main()
