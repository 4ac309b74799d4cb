"""What values of each type can do, a family a file."""
