"""What the language can say: types, their relations, schemas.  Imports the files that give types and schemas their methods."""

from . import schema_printer as schema_printer
from . import subtyping as subtyping
