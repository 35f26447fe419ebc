"""Sizes of files in words."""


def size_word(octets: int) -> str:
    """A size as people read it."""
    if octets < 1024:
        return f"{octets} B"
    return f"{octets / 1024:.0f} KB" if octets < 1024 * 1024 else f"{octets / 1048576:.1f} MB"
