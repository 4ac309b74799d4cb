"""The program as data.  Imports the files that give graphs their methods."""

from . import clone as clone
from . import declarations as declarations
from . import equality as equality
from . import schema_printer as schema_printer
from . import subtyping as subtyping
