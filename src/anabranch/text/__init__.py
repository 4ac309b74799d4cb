"""Graphs as text: printing, reading, checking.  Gives graphs their text methods."""

from . import declarations as declarations
from . import dot as dot
from . import html as html
from . import printer as printer
