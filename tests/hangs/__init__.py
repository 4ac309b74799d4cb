"""Programs that hang, or once did, in systems like this one."""
