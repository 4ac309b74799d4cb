"""Types, schemas, operators, the graph.  Imports the files that give types, schemas and graphs their further methods."""

from . import clone as clone
from . import declarations as declarations
from . import equality as equality
from . import schema_printer as schema_printer
from . import subtyping as subtyping
