"""What compiling returns: functions, methods, modules, objects.  Each file gives the others what it makes."""

from . import module_maker as module_maker
from . import script_object as script_object
