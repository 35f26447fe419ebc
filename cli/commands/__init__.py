"""The commands of `mado`, one file for one or for one family."""
