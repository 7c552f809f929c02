"""Charts of lines and of stacked bars."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from .svg import WIDTH, Picture

LEFT, TOP, BOTTOM = 76, 62, 52


def short(value: float) -> str:
    """A number of an axis: 0.5, 30, 2k, 4M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


@dataclass
class Axis:
    title: str
    low: float
    high: float
    ticks: list[float]
    logarithmic: bool = False
    label: Callable[[float], str] = short

    def share(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        if self.logarithmic:
            value = max(value, self.low / 10)
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass
class Series:
    label: str
    points: list[tuple[float, float]]
    colour: int = 0
    dashed: bool = False


@dataclass
class Limit:
    """A dashed line at a value of y, with its label at one of four places."""

    label: str
    value: float
    right: bool = False
    above: bool = False


@dataclass
class Lines:
    title: str
    about: str
    x: Axis
    y: Axis
    series: list[Series]
    limits: list[Limit] = field(default_factory=list)
    height: int = 400
    right: int = 190

    def svg(self) -> str:
        picture = Picture(self.title, self.about, self.height)
        self.grid(picture)
        for limit in self.limits:
            y, end = self.down(limit.value), WIDTH - self.right
            picture.rule(LEFT, y, end, y, "limit")
            picture.text(end - 6 if limit.right else LEFT + 6, y - 5 if limit.above else y + 14, limit.label, "faint",
                         "end" if limit.right else "start")
        ends: list[tuple[float, Series]] = []
        for series in self.series:
            points = [(self.across(x), self.down(y)) for x, y in series.points if self.y.low <= y or not
                      self.y.logarithmic]
            picture.path(points, f"line s{series.colour}{' dash' if series.dashed else ''}")
            ends.append((points[-1][1], series))
        for y, series in spaced(ends, TOP + 6, self.height - BOTTOM):
            picture.text(self.across(series.points[-1][0]) + 8, y + 4, series.label, f"f{series.colour}")
        return str(picture)

    def across(self, value: float) -> float:
        return LEFT + self.x.share(value) * (WIDTH - self.right - LEFT)

    def down(self, value: float) -> float:
        return self.height - BOTTOM - self.y.share(value) * (self.height - BOTTOM - TOP)

    def grid(self, picture: Picture) -> None:
        bottom = self.height - BOTTOM
        for tick in self.y.ticks:
            picture.rule(LEFT, self.down(tick), WIDTH - self.right, self.down(tick), "grid")
            picture.text(LEFT - 8, self.down(tick) + 4, self.y.label(tick), "faint", "end")
        for tick in self.x.ticks:
            picture.rule(self.across(tick), bottom, self.across(tick), bottom + 5, "axis")
            picture.text(self.across(tick), bottom + 20, self.x.label(tick), "faint", "middle")
        picture.rule(LEFT, bottom, WIDTH - self.right, bottom, "axis")
        picture.text((LEFT + WIDTH - self.right) / 2, bottom + 40, self.x.title, "faint", "middle")
        picture.text(20, (TOP + bottom) / 2, self.y.title, "faint", "middle", turn=True)


def spaced(ends: list[tuple[float, Series]], low: float, high: float, gap: float = 17) -> list[tuple[float, Series]]:
    """Labels at their lines' ends, moved apart where they would lie on one another."""
    placed: list[tuple[float, Series]] = []
    for y, series in sorted(ends, key=lambda end: end[0]):
        placed.append((max(y, placed[-1][0] + gap if placed else low), series))
    if placed and placed[-1][0] > high:
        below = high
        for place in range(len(placed) - 1, -1, -1):
            y, series = placed[place]
            placed[place] = (min(y, below), series)
            below = placed[place][0] - gap
    return placed


@dataclass
class Bars:
    """Rows of parts side by side; `names` gives each part its label, `colours` its ink."""

    title: str
    about: str
    axis: Axis
    rows: list[tuple[str, dict[str, float]]]
    names: dict[str, str]
    limit: tuple[str, float] | None = None
    left: int = 210

    def svg(self) -> str:
        high, top = 26, 84
        height = top + len(self.rows) * (high + 12) + BOTTOM
        picture = Picture(self.title, self.about, height)
        colours = {part: number for number, part in enumerate(self.names)}
        self.legend(picture, colours)
        bottom = height - BOTTOM
        for tick in self.axis.ticks:
            picture.rule(self.across(tick), top - 6, self.across(tick), bottom, "grid")
            picture.text(self.across(tick), bottom + 18, self.axis.label(tick), "faint", "middle")
        picture.text((self.left + WIDTH - 90) / 2, bottom + 38, self.axis.title, "faint", "middle")
        for number, (name, parts) in enumerate(self.rows):
            y, x = top + number * (high + 12), float(self.left)
            picture.text(self.left - 10, y + 18, name, "", "end")
            for part in self.names:
                value = parts.get(part, 0.0)
                width = self.across(value) - self.left
                if width > 0.2:
                    picture.box(x, y, width, high, f"f{colours[part]}", f"{self.names[part]}: {value:.4g}")
                    x += width
            picture.text(x + 6, y + 18, f"{sum(parts.values()):,.3g}", "faint")
        if self.limit:
            x = self.across(self.limit[1])
            picture.rule(x, top - 6, x, bottom, "limit")
            picture.text(x - 5, bottom - 4, self.limit[0], "faint", "end")
        return str(picture)

    def across(self, value: float) -> float:
        return self.left + self.axis.share(value) * (WIDTH - 90 - self.left)

    def legend(self, picture: Picture, colours: dict[str, int]) -> None:
        x = 12.0
        for part, name in self.names.items():
            picture.box(x, 54, 11, 11, f"f{colours[part]}")
            picture.text(x + 16, 64, name, "faint")
            x += 34 + 6.6 * len(name)
