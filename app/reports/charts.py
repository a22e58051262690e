"""Charts as SVG with letters as paths, drawn apart from the pages and kept by what they show.

The drawing is an extra: the same numbers always stand in a table beside it. No two series share a colour,
and each has its own hatch, so that nothing rests on colour alone. matplotlib is loaded where it draws only.
"""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app import apart
from app.reports.weeks import Week
from app.text import Locale, Text

WIDTH, HEIGHT = 896, 360
KEPT_CHARTS = 64
SERIES = (
    ("on_time", Text("đúng hạn", "on time"), "#0b5a60", ""),
    ("late", Text("chậm", "late"), "#b3361f", "////"),
    ("bounced", Text("chuyển trả, chuyển giao", "handed back or on"), "#d59a1c", "...."),
)
BAR = 0.26
DOTS = 96

_kept: OrderedDict[str, bytes] = OrderedDict()


def key_of(shown: object) -> str:
    """What a drawing shows, in one number: the same data give the same drawing."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def chart_key(weeks: tuple[Week, ...], locale: Locale) -> str:
    """What the chart of a month shows, in one number."""
    return key_of((weeks, locale))


async def kept_drawing(key: str, drawing: Callable[..., bytes], *shown: object) -> bytes:
    """The drawing as it was kept under its key, else drawn now, apart from the pages."""
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    drawn = await apart.computed(drawing, *shown)
    _kept[key] = drawn
    while len(_kept) > KEPT_CHARTS:
        _kept.popitem(last=False)
    return drawn


@contextmanager
def settled() -> Iterator[None]:
    """The settings of every drawing."""
    import matplotlib as mpl

    settings: dict[Any, Any] = {
        "svg.fonttype": "path",
        "svg.hashsalt": "xuyen-suot",
        "font.family": "DejaVu Sans",
    }
    with mpl.rc_context(settings):
        yield


async def month_chart(weeks: tuple[Week, ...], locale: Locale) -> bytes:
    """The chart of a month's weeks as SVG."""
    return await kept_drawing(chart_key(weeks, locale), draw, weeks, locale)


def draw(weeks: tuple[Week, ...], locale: Locale) -> bytes:
    """Draw the bars; plain computing, in a process apart."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with settled():
        figure = Figure(figsize=(WIDTH / DOTS, HEIGHT / DOTS), dpi=DOTS, layout="constrained")
        axes = figure.add_subplot()
        for place, (name, label, colour, hatch) in enumerate(SERIES):
            spots = [number + (place - 1) * BAR for number in range(len(weeks))]
            bars = axes.bar(
                spots,
                [getattr(week, name) for week in weeks],
                BAR * 0.92,
                label=label.in_(locale),
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
            )
            axes.bar_label(bars, fontsize=9, padding=2)
        axes.set_xticks(range(len(weeks)), [week.label for week in weeks])
        axes.set_ylim(bottom=0)
        axes.margins(y=0.15)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel(Text("số lần", "times").in_(locale))
        axes.grid(axis="y", color="#dddddd", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper left", ncols=len(SERIES), frameon=False, fontsize=10)
        kept = io.BytesIO()
        figure.savefig(kept, format="svg", metadata={"Date": None})
    return kept.getvalue()
