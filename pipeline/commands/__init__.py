"""The commands of crosscase: one module a family of commands, registered in pipeline/cli.py."""
