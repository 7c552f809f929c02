"""DOCX files, and archives that are not what they say, made when they are needed."""

import io
import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def run(text: str, bold: bool = False) -> str:
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t xml:space=\"preserve\">{escape(text)}</w:t></w:r>"


def paragraph(*texts: str) -> str:
    """A paragraph whose text is in a run each, every other one bold: words may be cut in their middle."""
    return f"<w:p>{''.join(run(text, bold=number % 2 == 1) for number, text in enumerate(texts))}</w:p>"


def picture(number: int) -> str:
    return (f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="99" cy="99"/><wp:docPr id="{number}" name="p{number}"/>'
            f'<a:graphic><a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" '
            f'name="p{number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId{number}"/>'
            '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r></w:p>")


def rows(*cells: list[str]) -> str:
    grid = "<w:tblGrid>" + "<w:gridCol/>" * len(cells[0]) + "</w:tblGrid>"
    return f"<w:tbl>{grid}" + "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row) + "</w:tr>" for row in cells) + "</w:tbl>"


def docx(*blocks: str, pictures: tuple[bytes, ...] = (), extra: dict[str, bytes] | None = None) -> bytes:
    """A document of `paragraph`, `rows` and `picture` (which counts from 1) blocks."""
    document = (f'{HEAD}<w:document xmlns:w="{WORD}" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture" '
                f'xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:r="{RELATIONS}"><w:body>{"".join(blocks)}</w:body>'
                "</w:document>")
    types = (f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
             'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
             '<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" '
             f'ContentType="{MAIN}"/></Types>')

    def relations(*entries: tuple[str, str, str]) -> str:
        links = "".join(f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
                        for name, kind, target in entries)
        return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'

    media = {f"word/media/image{number}.png": data for number, data in enumerate(pictures, 1)}
    inner = relations(*((f"rId{number}", "image", f"media/image{number}.png") for number in range(1, len(media) + 1)))
    files = {"[Content_Types].xml": types, "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
             "word/document.xml": document, "word/_rels/document.xml.rels": inner, **media, **(extra or {})}
    return archive(files)


def archive(files: dict[str, bytes | str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def bomb(mebibytes: int = 96) -> bytes:
    """A document whose text is blanks that shrink to a thousandth."""
    return docx(paragraph("before"), paragraph(" " * (mebibytes << 20)), paragraph("after"))


def crowd(count: int = 10_001) -> bytes:
    """A document with too many entries beside it."""
    return docx(paragraph("one of many"), extra={f"word/extra/{number}.xml": b"<x/>" for number in range(count)})
