"""Runs scenarios of the hang list on so many cores, each in a process of its own that ends after ten seconds.

`python -m hangs CORES [NAME ...]` prints one line of JSON for each: its name, and why it failed (null if it did not).
The processes are forks of one that has imported torch, which takes longer than all scenarios; before the first operator
it has no threads, and cores are counted in the child.
"""

import faulthandler
import gc
import json
import os
import sys
import tempfile

LIMIT = 10


def main() -> None:
    cores, names = int(sys.argv[1]), sys.argv[2:]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])  # before torch counts them
    import anabranch as ab
    from hangs import compiling, programs

    ab.script(programs.increment)  # loads the compiler and the core; starts nothing
    gc.freeze()  # else each child's collector walks through all of torch when it ends

    for scenario in [*programs.SCENARIOS, *compiling.SCENARIOS]:
        if not names or scenario.__name__ in names:
            print(json.dumps([scenario.__name__, failure(scenario)]), flush=True)


def failure(scenario):
    """What the child wrote if it failed; where it hung if it did."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 2)
            run(scenario)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return None if status == 0 else f"status {status}\n" + said.read().decode()[-4000:]


def run(scenario):
    """Ends the process as Python does, so that what is left behind must end too."""
    load = os.getloadavg()[0] / len(os.sched_getaffinity(0))  # a busy machine gets more time
    faulthandler.dump_traceback_later(LIMIT * max(1, load), exit=True)
    try:
        scenario()
        from anabranch.runtime import backend

        serial = "values" in scenario.__name__ or scenario.__module__ == "hangs.compiling"
        assert serial or backend("native").tasks() > 0, "no native task was made"
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
    sys.exit(0)


main()
