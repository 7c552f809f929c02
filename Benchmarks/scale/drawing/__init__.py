"""Charts as SVG, by hand: lines and bars, labelled where they are, readable on light and on dark."""
