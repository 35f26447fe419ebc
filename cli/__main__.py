"""`python -m cli` is `mado`."""

from cli.entry import main

main()
