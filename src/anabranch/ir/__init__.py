"""The program as data.  Imports the files that give graphs their methods."""

from . import clone as clone
from . import equality as equality
