"""`python -m cli` is `mado`."""

from cli.main import main

main()
