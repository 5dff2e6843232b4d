"""Bars, as SVG by hand: readable in a light and in a dark page, and as text."""

from collections.abc import Mapping
from html import escape

WIDTH, ROW, LEFT, RIGHT, TOP = 720, 26, 210, 90, 40
OURS, OTHERS = "#2563eb", "#94a3b8"


def bars(title: str, values: Mapping[str, float]) -> str:
    """One bar for each value, the shortest first; ours in another colour."""
    ordered = sorted(values.items(), key=lambda item: item[1])
    most = max(values.values(), default=1) or 1
    height = TOP + ROW * len(ordered) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
        f' role="img" aria-label="{escape(title)}"',
        ' font-family="system-ui, sans-serif" font-size="13" fill="#64748b">',
        f'<text x="10" y="22" font-size="15" font-weight="600">{escape(title)}</text>',
    ]
    for index, (name, value) in enumerate(ordered):
        y = TOP + index * ROW
        length = max(1.0, value / most * (WIDTH - LEFT - RIGHT))
        colour = OURS if name.startswith("Chatsite") else OTHERS
        lines += [
            f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{y + 2}" width="{length:.1f}" height="18" rx="3" fill="{colour}"/>',
            f'<text x="{LEFT + length + 6:.1f}" y="{y + 15}">{value:.1f}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])
