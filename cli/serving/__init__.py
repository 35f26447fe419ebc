"""The console in a browser of this machine: textual-serve behind a one-time token."""
