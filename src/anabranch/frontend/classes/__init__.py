"""Users' classes, interfaces and enums."""
