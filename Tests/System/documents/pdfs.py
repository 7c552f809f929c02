"""PDF files written by hand: pages of text, a table, a page that is a picture of letters."""

import zlib

#: Letters as five columns of seven dots, the lowest bit at the top.
DOTS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", (bytes.fromhex(columns) for columns in """
    7E0909097E 7F49494936 3E41414122 7F4141221C 7F49494941 7F09090901 3E4149497A 7F0808087F 00417F4100 2040413F01
    7F08142241 7F40404040 7F020C027F 7F0408107F 3E4141413E 7F09090906 3E4151215E 7F09192946 4649494931 01017F0101
    3F4040403F 1F2040201F 3F4038403F 6314081463 0708700807 6151494543 0000000000""".split())))
SCALE = 10


class Scan:
    """A page that is nothing but a picture of lines of capitals."""

    def __init__(self, *lines: str):
        self.lines = lines


def picture(lines: tuple[str, ...]) -> tuple[int, int, bytes]:
    """Width, height and grey bytes of lines of letters, black on white."""
    width = (max(map(len, lines)) * 6 + 12) * SCALE
    blank, rows = b"\xff" * width, []
    rows += [blank] * 6 * SCALE
    for line in lines:
        for dot in range(7):
            bits = [1, 1, 1, 1, 1, 1] + [bit for letter in line for bit in
                                         (*(not DOTS[letter][column] >> dot & 1 for column in range(5)), 1)]
            row = b"".join((b"\xff" if bit else b"\0") * SCALE for bit in bits)
            rows += [row.ljust(width, b"\xff")] * SCALE
        rows += [blank] * 5 * SCALE
    return width, len(rows), b"".join(rows)


def escaped(text: str) -> bytes:
    return b"".join(b"\\" + bytes([byte]) if byte in b"()\\" else bytes([byte]) for byte in text.encode("cp1252"))


def content(lines: list[str]) -> bytes:
    shown = b"".join(b"(" + escaped(line) + b") Tj T*\n" for line in lines)
    return b"BT /F1 11 Tf 14 TL 60 780 Td\n" + shown + b"ET\n"


def cells(rows: list[list[str]]) -> list[tuple[int, int, str]]:
    """Where the texts of a table stand."""
    return [(60 + 140 * column, 780 - 18 * row, text) for row, line in enumerate(rows)
            for column, text in enumerate(line)]


def pdf(*pages: list[str] | list[list[str]] | Scan, title: str | None = None) -> bytes:
    """A page each: lines of text, rows of a table, or a `Scan`."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(data: bytes, head: bytes = b"") -> int:
        packed = zlib.compress(data)
        return add(b"<< %s/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed))

    kids = []
    for page in pages:
        if isinstance(page, Scan):
            width, height, dots = picture(page.lines)
            image = stream(dots, b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
                                 b"/BitsPerComponent 8 " % (width, height))
            drawn = stream(b"q 475 0 0 %d 60 400 cm /I1 Do Q\n" % (475 * height // width))
            resources = b"/XObject << /I1 %d 0 R >>" % image
        else:
            if isinstance(page[0], list):
                data = b"".join(b"BT /F1 11 Tf %d %d Td (%s) Tj ET\n" % (x, y, escaped(text))
                                for x, y, text in cells(page))
            else:
                data = content(page)
            drawn, resources = stream(data), b"/Font << /F1 3 0 R >>"
        kids.append(add(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << %s >> >>"
                        % (drawn, resources)))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    info = b" /Info %d 0 R" % add(b"<< /Title (%s) >>" % escaped(title)) if title else b""
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
                   % (len(places) + 1, table, len(places) + 1, info, len(file)))
