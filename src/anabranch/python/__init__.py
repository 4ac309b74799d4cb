"""Programs as Python text that compiles again: a graph's nodes → expressions and statements.

``writer`` writes one function and finds the rule for each kind of node in its registries, which the files below fill.
"""

from . import branches as branches
from . import calls as calls
from . import contexts as contexts
from . import expressions as expressions
from . import forks as forks
from . import loops as loops
from . import operators as operators
