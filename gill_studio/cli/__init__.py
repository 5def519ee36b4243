"""The `gill-studio` command line, one module a command."""
