"""The declared table: every address of the desk × every role × section. Each room has a module with its `ROWS`."""
