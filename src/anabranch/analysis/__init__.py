"""Questions about graphs: nothing here rewrites one."""
