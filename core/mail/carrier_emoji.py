"""The pictures of Japanese phones before Unicode had them: private codes of DoCoMo and au as Unicode's emoji.

DoCoMo's stand at U+E63E to U+E757, where cp932 puts the codes F89F to F9FC; au's main set at U+E468 to U+E5DF
(F640 to F7FC, JIS rows 85 to 88). The carriers published both tables; Unicode took the pictures over in
version 6.0. What is in neither is shown as 〓, as Japanese print has always shown a sign that cannot be set.
"""

from __future__ import annotations

import re
from typing import Final

GETA: Final = "〓"
"""What stands for a sign that nobody else can show."""
_PRIVATE: Final = re.compile("[\ue000-\ue757]")
_DOCOMO_FIRST: Final = 0xE63E
_DOCOMO: Final = """
☀ ☁ ☔ ⛄ ⚡ 🌀 🌁 🌂 ♈ ♉ ♊ ♋ ♌ ♍ ♎ ♏ ♐ ♑ ♒ ♓ 🎽 ⚾ ⛳ 🎾 ⚽ 🎿 🏀 🏁 📟 🚃 Ⓜ 🚄 🚗 🚙
🚌 🚢 ✈ 🏠 🏢 🏣 🏥 🏦 🏧 🏨 🏪 ⛽ 🅿 🚥 🚻 🍴 ☕ 🍸 🍺 🍔 👠 ✂ 🎤 🎥 ↗ 🎠 🎧 🎨 🎩 🎪 🎫 🚬 🚭 📷
👜 📖 🎀 🎁 🎂 ☎ 📱 📝 📺 🎮 💿 ♥ ♠ ♦ ♣ 👀 👂 ✊ ✌ ✋ ↘ ↖ 👣 👟 👓 ♿ 🌑 🌔 🌓 🌙 🌕 🐶 🐱 ⛵
🎄 ↙ . . . . . . 🎬 👝 ✒ . . 👤 💺 🌃 . . . 🔜 🔛 🔚 ⏰ . . . . . . . . . . .
. . . . . . . . 📲 📩 📠 . . ✉ . . 💴 🆓 🆔 🔑 ↩ 🆑 🔍 🆕 🚩 . #⃣ . 1⃣ 2⃣ 3⃣ 4⃣ 5⃣ 6⃣
7⃣ 8⃣ 9⃣ 0⃣ ❤ 💓 💔 💕 😃 😠 😞 😖 😵 ⤴ 🎵 ♨ 💠 💋 ✨ 💡 💢 👊 💣 🎶 ⤵ 💤 ❗ ⁉ ‼ 💥 💦 💧 💨 〰
➰ 🆗 . . 👕 👛 💄 👖 🏂 🔔 🚪 💰 💻 💌 🔧 ✏ 👑 💍 ⏳ 🚲 🍵 ⌚ 😔 😌 😅 😓 😡 😒 😍 👍 😜 😉 😆 😣
😏 😭 😢 🆖 📎 © ™ 🏃 ㊙ ♻ ® ⚠ 🈲 🈳 🈴 🈵 ↔ ↕ 🏫 🌊 🗻 🍀 🍒 🌷 🍌 🍎 🌱 🍁 🌸 🍙 🍰 🍶 🍜 🍞
🐌 🐤 🐧 🐟 😋 😁 🐴 🐷 🍷 😱
"""
"""In the order of their codes; a dot where there is no emoji."""
_AU: Final = {
    "\ue488": "☀",
    "\ue48d": "☁",
    "\ue48c": "☔",
    "\ue485": "⛄",
    "\ue487": "⚡",
    "\ue469": "🌀",
    "\ue598": "🌁",
    "\ue481": "⚠",
    "\ue482": "❗",
    "\ue483": "❓",
    "\ue595": "❤",
    "\ue477": "💔",
    **{chr(0xE48F + sign): chr(0x2648 + sign) for sign in range(12)},
}
_EMOJI: Final = _AU | {chr(_DOCOMO_FIRST + at): sign for at, sign in enumerate(_DOCOMO.split()) if sign != "."}
AU_JIS_ROWS: Final = range(84, 88)
"""Rows of JIS (the first is 0) that no standard fills and au's mail gateway used."""


def au_sign(row: int, cell: int) -> str:
    """The private character of a row and cell of AU_JIS_ROWS."""
    return chr(0xE468 + (row - AU_JIS_ROWS.start) * 94 + cell)


def with_emoji(text: str) -> str:
    """Text that was Shift_JIS, JIS or EUC with its private characters as emoji, or as 〓 where none is known."""
    if _PRIVATE.search(text) is None:
        return text
    return _PRIVATE.sub(lambda match: _EMOJI.get(match[0], GETA), text)
