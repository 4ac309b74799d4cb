"""The package: its version; where it lies: whose files are ours, where the native core is.  Imports nothing of it."""

from __future__ import annotations

import os
from pathlib import Path

VERSION = "0.1.0"
FOLDER = Path(__file__).resolve().parents[1]
PREFIX = str(FOLDER) + os.sep  # what the names of our own files begin with
