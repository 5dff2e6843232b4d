"""How long the word filter takes for a message: 10,000 words, a tenth of them Chinese, in what people write.

Processor time, so that other work on the machine does not count; no server is needed.
"""

import random
import string
import time
from collections.abc import Iterator

from benchmarks.parts.plan import Plan
from benchmarks.samples import Said, Sample
from chat.words import Filter

MESSAGES = {
    "English": "Already? Mine still sleep. To do before the frost: cover the fig, bring the lemon in, find the gloves.",
    "Chinese": "大家好！这里也可以说中文。今天天气不错，我们去公园吧，你觉得怎么样？",
    "every disguise at once": "s o   c00ooool  f.r.i.e.n.d.s 坏 * 蛋 w3 m33t  at th3 h4rb0ur !!! ",
    "200 characters, English": (
        "I think we should meet on Saturday at the harbour, because the weather will be fine and the children want to "
        "see the ships; bring something to eat, and tell Carol that she can come too, if she likes"
    ),
    "200 characters, Chinese": "大家好！这里也可以说中文。今天天气不错，我们去公园吧，你觉得怎么样？" * 6,
    "200 characters, spaced out": "a b c d e f g h i j " * 10,
    "200 characters, digits for letters": "c00l we11 ok 123 see y0u at 5pm " * 6,
}
WORDS = 10_000
TRIES = 5
TIMES = 1_000


def words(plan: Plan, _say: Said) -> Iterator[Sample]:
    """`cpu_us` of one message; of a few tries the best, which others disturbed least."""
    found = Filter((word, "block") for word in _listed())
    for _ in range(plan.rounds):
        for name, message in MESSAGES.items():
            yield Sample(
                "words", f"{WORDS:,} listed", name, "cpu_us", min(_took_us(found, message) for _ in range(TRIES))
            )


def _took_us(words: Filter, message: str) -> float:
    start = time.process_time()
    for _time in range(TIMES):
        words.find(message)
    return (time.process_time() - start) / TIMES * 1e6


def _listed() -> set[str]:
    chance = random.Random(1)
    listed: set[str] = set()
    while len(listed) < WORDS:
        if len(listed) % 10:
            listed.add("".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 12))))
        else:
            listed.add("".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(chance.randint(2, 4))))
    return listed
