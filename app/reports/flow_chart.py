"""The map of who sends work to whom as a heat map: every field says its number, so that nothing rests on colour."""

import io
import textwrap

from app.reports.charts import DOTS, kept_drawing, key_of, settled
from app.reports.flows import FlowMap
from app.text import Locale, Text

WIDTH = 896
ROW_HEIGHT = 44  # of one unit's row
MARGIN = 190  # for the names above
LONGEST_NAME = 26
DARK = 0.55  # of the darkest: from here on the number is white
COLOURS = ("#ffffff", "#0b5a60")


def chart_key(flows: FlowMap, locale: Locale) -> str:
    """What a map shows, in one number."""
    return key_of(("flows", flows.units, flows.grid, locale))


def size_of(flows: FlowMap) -> tuple[int, int]:
    """Width and height of the drawing."""
    return WIDTH, MARGIN + ROW_HEIGHT * max(len(flows.units), 2)


async def flow_chart(flows: FlowMap, locale: Locale) -> bytes:
    """The heat map as SVG."""
    return await kept_drawing(chart_key(flows, locale), draw, flows, locale)


def draw(flows: FlowMap, locale: Locale) -> bytes:
    """Draw the map; plain computing, in a process apart."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    shades = LinearSegmentedColormap.from_list("flows", COLOURS)
    width, height = size_of(flows)
    names = ["\n".join(textwrap.wrap(name, LONGEST_NAME)) or "–" for _, name in flows.units]
    most = max(max(row) for row in flows.grid)
    places = range(len(names))
    with settled():
        figure = Figure(figsize=(width / DOTS, height / DOTS), dpi=DOTS, layout="constrained")
        axes = figure.add_subplot()
        axes.imshow(flows.grid, cmap=shades, vmin=0, vmax=max(most, 1), aspect="auto")
        axes.set_xticks(places, names, rotation=30, ha="left", fontsize=9)
        axes.set_yticks(places, names, fontsize=9)
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xlabel(Text("đến đơn vị", "to the unit").in_(locale))
        axes.set_ylabel(Text("từ đơn vị", "from the unit").in_(locale))
        axes.set_xticks([place - 0.5 for place in places], minor=True)
        axes.set_yticks([place - 0.5 for place in places], minor=True)
        axes.grid(which="minor", color="#c8c8c8", linewidth=0.8)
        axes.tick_params(which="both", length=0)
        for down, row in enumerate(flows.grid):
            for across, times in enumerate(row):
                ink = "#ffffff" if times > most * DARK else "#1d2326"
                weight = "bold" if times and down != across else "normal"
                axes.text(
                    across,
                    down,
                    str(times),
                    ha="center",
                    va="center",
                    color=ink,
                    fontsize=10,
                    fontweight=weight,
                )
        kept = io.BytesIO()
        figure.savefig(kept, format="svg", metadata={"Date": None})
    return kept.getvalue()
