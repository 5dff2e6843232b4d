"""How long the word filter takes for a message: `python -m benchmarks.words`.

10,000 words, a tenth of them Chinese, looked for in the kinds of messages that people write. Processor
time, so that other work on the machine does not count. The bound is 50 µs.
"""

import random
import string
import time

from chat.words import Filter

MESSAGES = {
    "English": "Already? Mine still sleep. To do before the frost: cover the fig, bring the lemon in, find the gloves.",
    "Chinese": "大家好！这里也可以说中文。今天天气不错，我们去公园吧，你觉得怎么样？",
    "dressed up": "c00l we11 ok 123 see y0u at 5pm",
    "spaced out": "a b c d e f g, yesss! soooo good",
    "everything": "s o   c00ooool  f.r.i.e.n.d.s 坏 * 蛋 w3 m33t  at th3 h4rb0ur !!! ",
    "200 English": (
        "I think we should meet on Saturday at the harbour, because the weather will be fine and the children want to "
        "see the ships; bring something to eat, and tell Carol that she can come too, if she likes"
    ),
    "200 Chinese": "大家好！这里也可以说中文。今天天气不错，我们去公园吧，你觉得怎么样？" * 6,
    "200 spaced": "a b c d e f g h i j " * 10,
    "200 dressed": "c00l we11 ok 123 see y0u at 5pm " * 6,
}
BOUND_US = 50
ROUNDS = 5
TIMES = 1_000


def main() -> None:
    """Print one line for each kind of message: the best of a few rounds, which others disturbed least."""
    words = Filter((word, "block") for word in _words())
    for name, message in MESSAGES.items():
        took_us = min(_took_us(words, message) for _round in range(ROUNDS))
        over = "" if took_us < BOUND_US else ", over the bound"
        print(f"{name:>12}: {took_us:5.1f} µs, {len(message)} characters{over}")


def _took_us(words: Filter, message: str) -> float:
    start = time.process_time()
    for _time in range(TIMES):
        words.find(message)
    return (time.process_time() - start) / TIMES * 1e6


def _words() -> set[str]:
    chance = random.Random(1)
    latin = {"".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 12))) for _ in range(9_000)}
    chinese = {"".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(chance.randint(2, 4))) for _ in range(1_000)}
    return latin | chinese


if __name__ == "__main__":
    main()
