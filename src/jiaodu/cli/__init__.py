"""The door of the command line: jiaodu … Floor: cli, the top. Nothing heavy is imported until a command runs."""
