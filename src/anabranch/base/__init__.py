"""What everything stands on: places, errors, settings, futures, fork and wait in plain Python."""
