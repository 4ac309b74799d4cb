"""Programs that others saved, read into ours."""
