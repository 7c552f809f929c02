"""The parts of a picture, and the style that all of them share."""

from html import escape

WIDTH = 760
#: One class a series: ink and, on dark, a lighter one. Told apart by those who see few colours (Okabe and Ito, 2008).
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px } .faint { fill: #59636e; font-size: 12px }
.grid { stroke: #d1d9e0; stroke-width: 1 } .axis { stroke: #59636e; stroke-width: 1 }
.line { fill: none; stroke-width: 2.2 } .limit { stroke: #59636e; stroke-dasharray: 5 4 }
.s0 { stroke: #0072b2 } .s1 { stroke: #b34700 } .s2 { stroke: #00785a } .s3 { stroke: #a3437a }
.f0 { fill: #0072b2 } .f1 { fill: #b34700 } .f2 { fill: #00785a }
.f3 { fill: #a3437a } .f4 { fill: #7a6a00 } .f5 { fill: #59636e }
.dash { stroke-dasharray: 7 4 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .faint { fill: #9198a1 } .grid { stroke: #30363d } .axis, .limit { stroke: #9198a1 }
.s0 { stroke: #56b4e9 } .s1 { stroke: #f0883e } .s2 { stroke: #2fc28e } .s3 { stroke: #e58cc0 }
.f0 { fill: #56b4e9 } .f1 { fill: #f0883e } .f2 { fill: #2fc28e }
.f3 { fill: #e58cc0 } .f4 { fill: #d9c75b } .f5 { fill: #9198a1 }
}"""


class Picture:
    """Elements one over the other."""

    def __init__(self, title: str, about: str, height: int):
        self.title, self.about, self.height = title, about, height
        self.parts: list[str] = []
        self.text(12, 24, title, "title")
        self.text(12, 43, about, "faint")

    def text(self, x: float, y: float, text: str, css: str = "", anchor: str = "start", turn: bool = False) -> None:
        name = f' class="{css}"' if css else ""
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turn else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}{turned}>{escape(text)}</text>')

    def rule(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>')

    def path(self, points: list[tuple[float, float]], css: str) -> None:
        steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{steps}" class="{css}"/>')

    def box(self, x: float, y: float, width: float, height: float, css: str, about: str = "") -> None:
        told = f"<title>{escape(about)}</title>" if about else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{css}">{told}</rect>')

    def __str__(self) -> str:
        body = "\n".join(self.parts)
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" width="{WIDTH}" '
                f'height="{self.height}" role="img" aria-label="{escape(self.title)}">\n<style>{STYLE}\n</style>\n'
                f"{body}\n</svg>\n")
