"""How much of one message is read. Every limit is checked on bytes before the thing it limits is taken apart.

Real mail stays far below all of them; what lies above is shown cut, with a warning that names the limit.
"""

from __future__ import annotations

MESSAGE_BYTES = 50 * 1024 * 1024
"""A longer message is read up to here."""
HEADER_BLOCK_BYTES = 256 * 1024
HEADER_BYTES = 16 * 1024
"""One header field, folded lines together."""
PARAMETER_BYTES = 2 * 1024
"""Content-Type and Content-Disposition: 8 KB of semicolons cost other readers seconds."""
HEADERS = 1_000
ADDRESSES = 500
"""Addresses read from one header field."""
REFERENCES = 100
PARTS = 1_000
DEPTH = 50
"""Multiparts inside multiparts."""
TEXT_BYTES = 2 * 1024 * 1024
"""Readable text of one part, before its charset is undone."""
TEXT_CHARACTERS = 2 * 1024 * 1024
"""Readable text kept of one message."""
HTML_CHARACTERS = 1_000_000
"""HTML turned into text, a part, pictures inside it not counted."""
UNPACKED_FILES = 200
"""Files taken out of one winmail.dat or one text with uuencoded files."""
SCAN_FACTOR = 12
"""A message's bytes may be searched for boundaries this many times over (nested multiparts), no more."""
