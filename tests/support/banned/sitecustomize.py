"""Child processes of ``pytest --ban-torchscript``: TorchScript is banned as soon as torch has been imported."""

import importlib.util
import sys
from pathlib import Path


class AfterTorch:
    """Finds torch as usual, once, and bans when it is loaded."""

    def find_spec(self, name, path=None, target=None):
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def load_and_ban(module):
            load(module)
            ban_torchscript().ban(module)

        spec.loader.exec_module = load_and_ban
        return spec


def ban_torchscript():
    file = Path(__file__).resolve().parents[1] / "ban_torchscript.py"
    spec = importlib.util.spec_from_file_location("ban_torchscript", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sys.meta_path.insert(0, AfterTorch())
