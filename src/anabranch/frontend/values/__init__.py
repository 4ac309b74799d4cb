"""What expressions mean while compiling, the registries of meanings, the Emitter."""
