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
}
ROUNDS = 5_000


def main() -> None:
    """Print one line for each kind of message."""
    words = Filter((word, "block") for word in _words())
    for name, message in MESSAGES.items():
        start = time.process_time()
        for _round in range(ROUNDS):
            words.find(message)
        print(f"{name:>12}: {(time.process_time() - start) / ROUNDS * 1e6:5.1f} µs, {len(message)} characters")


def _words() -> set[str]:
    chance = random.Random(1)
    latin = {"".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 12))) for _ in range(9_000)}
    chinese = {"".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(chance.randint(2, 4))) for _ in range(1_000)}
    return latin | chinese


if __name__ == "__main__":
    main()
