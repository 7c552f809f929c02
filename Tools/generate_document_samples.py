#!/usr/bin/env python3
"""Writes what is not plain text in Samples/documents, the papers of a small museum that does not exist.

    python3 Tools/generate_document_samples.py      needs Pillow 10.1 or newer, for the scan

The same bytes come out every time with the same version of Pillow.
"""

import io
import random
import sys
import textwrap
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "Samples/documents"

HANDBOOK = [
    ("Visiting the lighthouse museum", """
     The lighthouse museum stands on the north mole of Sandmouth harbour. From May to September it is open from ten
     in the morning until six in the evening, and on Fridays until nine, when the lamp is lit at dusk. From October to
     April it opens at weekends only, from eleven to four.

     The tower has 142 steps and no lift. The ground floor, the engine room and the workshop can be reached with a
     wheelchair; the ramp is on the harbour side."""),
    ("Climbing the tower", """
     No more than twelve people may be on the gallery at one time. In winds above force seven the gallery is closed,
     and the keeper on duty hangs a red flag from the first window.

     Children under eight climb with a grown-up. Rucksacks stay in the lockers beside the till, which take a coin that
     comes back."""),
    ("Lost and found", """
     Things that are found are kept at the till for four weeks and then given to the harbour office. Ring 555 0142
     between ten and noon.

     Dogs on a lead are welcome in the yard and the engine room, but not in the tower."""),
]

MINUTES = [
    ("Title", "Minutes of the trustees, 14 March"),
    (None, "Present: A. Penrose (chair), J. Okafor, M. Lindqvist, R. Dey. Apologies: T. Hale."),
    ("Heading1", "Roof of the engine room"),
    (None, "Three offers were opened. The trustees chose Brandt & Daughters, who will lay Welsh slate for 18,400 and "
           "begin on 2 June, after the nesting swallows have left."),
    ("Heading1", "Night openings"),
    (None, "Friday evenings brought 1,130 visitors last summer. It was agreed to go on with them, and to look for two "
           "more volunteers who can work the lamp."),
    ("Heading1", "Any other business"),
    (None, "The model of the lifeboat Margaret Anne goes on loan to the maritime school until December."),
]

LETTER = """Sandmouth, 3 November 1927

To the Board of Lights

Gentlemen,

The fog signal failed again in the night of the
second. The cause was a cracked reed in the
lower horn. Mr Elias Thorne, clockmaker of
Chapel Street, made a new one of spring brass
before noon, and would take no payment but
a basket of mackerel.

The signal has sounded well since then.

Your obedient servant,
H. Marrable, Principal Keeper"""


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), entries, content)


def handbook() -> bytes:
    """Text that was set: a page a chapter, in a font that every reader has."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(HANDBOOK)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(HANDBOOK), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for index, (title, text) in enumerate(HANDBOOK):
        lines = [b"BT /F2 20 Tf 72 740 Td (%s) Tj ET" % title.encode()]
        y = 705
        for paragraph in text.split("\n\n"):
            for line in textwrap.wrap(" ".join(paragraph.split()), 82):
                lines.append(b"BT /F1 12 Tf 72 %d Td (%s) Tj ET" % (y, line.encode()))
                y -= 16
            y -= 10
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * index))
        objects.append(stream(b"\n".join(lines)))
    return pdf(objects)


def scan() -> bytes:
    """A picture of a page, a little askew and not quite clean."""
    from PIL import Image, ImageDraw, ImageFont

    chance = random.Random(1927)
    page = Image.new("L", (1240, 1754), 246)
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(page).multiline_text((140, 180), LETTER, fill=40, font=font, spacing=22)
    page = page.rotate(0.6, fillcolor=246, resample=Image.Resampling.BICUBIC)
    for _ in range(900):
        page.putpixel((chance.randrange(1240), chance.randrange(1754)), chance.randrange(120, 220))
    picture = io.BytesIO()
    page.save(picture, "JPEG", quality=62)
    entries = (b"/Type /XObject /Subtype /Image /Width 1240 /Height 1754 /ColorSpace /DeviceGray "
               b"/BitsPerComponent 8 /Filter /DCTDecode ")
    return pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /Scan 5 0 R >> >> >>",
        stream(b"q 595 0 0 842 0 0 cm /Scan Do Q"),
        stream(picture.getvalue(), entries),
    ])


def minutes() -> bytes:
    """A file of Word, of the parts that it cannot do without."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

    def paragraph(style: str | None, text: str) -> str:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p>'

    names = {"Title": "Title", "Heading1": "heading 1"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items())
    office = "http://schemas.openxmlformats.org"
    main, word = "application/vnd.openxmlformats-officedocument.wordprocessingml", f"{office}/officeDocument/2006"
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{office}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{main}.styles+xml"/></Types>',
        "_rels/.rels":
            f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{word}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels":
            f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{word}/relationships/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {w}>{styles}</w:styles>",
        "word/document.xml":
            f"<w:document {w}><w:body>{''.join(paragraph(*line) for line in MINUTES)}</w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), head + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {
        "handbook.pdf": handbook(), "keeper-letter-1927.pdf": scan(), "trustees-minutes.docx": minutes(),
    }
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
        print(f"{len(content):8,}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
