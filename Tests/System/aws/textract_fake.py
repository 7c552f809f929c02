#!/usr/bin/env python3
"""Stands in for Amazon Textract: jobs that read documents in S3.

    textract_fake.py PORT S3_PORT REFUSALS

Signatures are checked, and every request by botocore's model; what is refused is added to the file REFUSALS, a line
each.
A job moves on by one state each time it is asked about. Its answer comes in pieces, in no order of pages.

`POST /_fake` with a JSON object sets how it behaves from now on (scripted.py has `faults`):

    course       the states of jobs, one a poll, for each job in turn; the last of them stays
    pages        what documents have: {PAGE: [[KIND, CONTENT], …]}; KIND is `text`, `title`, `header`, `footer`,
                 `number` (lines, in CONTENT's order), `list` (an item each) or `table` (rows of cells)
    size         the most blocks in an answer
    quota        how many jobs may be unfinished

`GET /_fake` tells `calls` (by operation) and `jobs` (what each was asked to read).
"""

import sys
import uuid
from typing import Any

import scripted

LAYOUT = {"text": "TEXT", "title": "TITLE", "header": "HEADER", "footer": "FOOTER", "number": "PAGE_NUMBER"}


class Blocks:
    """The blocks of a document, as Textract describes them."""

    def __init__(self, pages: dict[str, list[Any]]) -> None:
        self.all: list[dict[str, Any]] = []
        for number, parts in pages.items():
            page = self.add("PAGE", int(number))
            children = [child for kind, content in parts for child in self.part(kind, content, int(number))]
            self.relate(page, children)

    def add(self, kind: str, page: int, **members: Any) -> dict[str, Any]:
        box = {"Width": 0.5, "Height": 0.1, "Left": 0.1, "Top": 0.1}
        block = {"BlockType": kind, "Id": str(uuid.uuid4()), "Page": page, "Geometry": {"BoundingBox": box}} | members
        self.all.append(block)
        return block

    @staticmethod
    def relate(parent: dict[str, Any], children: list[dict[str, Any]]) -> None:
        if children:
            parent["Relationships"] = [{"Type": "CHILD", "Ids": [child["Id"] for child in children]}]

    def line(self, text: str, page: int) -> dict[str, Any]:
        line = self.add("LINE", page, Text=text, Confidence=99.0)
        self.relate(line, [self.add("WORD", page, Text=word, Confidence=99.0, TextType="PRINTED")
                           for word in text.split()])
        return line

    def block(self, kind: str, lines: list[dict[str, Any]], page: int) -> dict[str, Any]:
        block = self.add(f"LAYOUT_{kind}", page, Confidence=99.0)
        self.relate(block, lines)
        return block

    def part(self, kind: str, content: Any, page: int) -> list[dict[str, Any]]:
        if kind in LAYOUT:
            lines = [self.line(text, page) for text in content]
            return [*lines, self.block(LAYOUT[kind], lines, page)]
        if kind == "list":
            items = [self.block("TEXT", [self.line(text, page)], page) for text in content]
            return [*items, self.block("LIST", items, page)]
        # The lines of a table's layout have the words of its cells.
        table, lines, cells = self.add("TABLE", page, Confidence=99.0), [], []
        for row, texts in enumerate(content):
            for column, text in enumerate(texts):
                cell = self.add("CELL", page, RowIndex=row + 1, ColumnIndex=column + 1, RowSpan=1, ColumnSpan=1)
                cells.append(cell)
                if text:
                    lines.append(self.line(text, page))
                    cell["Relationships"] = lines[-1]["Relationships"]
        self.relate(table, cells)
        return [table, *lines, self.block("TABLE", lines, page)]


class Textract(scripted.Service):
    name = "textract"

    def reset(self, plan: dict[str, Any]) -> None:
        super().reset(plan)
        courses = plan.get("course", ["IN_PROGRESS", "SUCCEEDED"])
        self.courses = [list(course) for course in courses] if isinstance(courses[0], list) else [list(courses)]
        self.pages = plan.get("pages", {"1": [["text", ["A page that was read off its picture."]]]})
        self.size, self.quota = plan.get("size", 7), plan.get("quota", 10)
        self.jobs: dict[str, dict[str, Any]] = {}

    def seen(self) -> dict[str, Any]:
        return super().seen() | {"jobs": [job["request"] for job in self.jobs.values()]}

    def StartDocumentAnalysis(self, members: dict[str, Any]) -> dict[str, Any]:
        for name, job in self.jobs.items():
            if job["request"].get("ClientRequestToken") == members.get("ClientRequestToken", name):
                if job["request"] != members:
                    raise scripted.Answer(400, "IdempotentParameterMismatchException", "another request had the token")
                return {"JobId": name}
        if sum(len(job["course"]) > 1 for job in self.jobs.values()) >= self.quota:
            raise scripted.Answer(400, "LimitExceededException", "too many jobs")
        place = members["DocumentLocation"]["S3Object"]
        status, _ = self.bucket.ask("GET", f"/{place['Bucket']}/{place['Name']}")
        if status != 200:
            raise scripted.Answer(400, "InvalidS3ObjectException", "Unable to get object metadata from S3.")
        name = uuid.uuid4().hex
        # Pieces of pages in reverse, so that nobody leans on an order that is not promised.
        blocks = Blocks(dict(reversed(self.pages.items()))).all
        course = self.courses.pop(0) if len(self.courses) > 1 else list(self.courses[0])
        self.jobs[name] = {"request": members, "course": course, "blocks": blocks}
        return {"JobId": name}

    def GetDocumentAnalysis(self, members: dict[str, Any]) -> dict[str, Any]:
        job = self.jobs.get(members["JobId"])
        if job is None:
            raise scripted.Answer(400, "InvalidJobIdException", "Request has invalid Job Id")
        token = members.get("NextToken")
        status = job["course"].pop(0) if len(job["course"]) > 1 and token is None else job["course"][0]
        if status not in ("SUCCEEDED", "PARTIAL_SUCCESS"):
            return {"JobStatus": status} | ({"StatusMessage": "of the test"} if status == "FAILED" else {})
        start = int(token or 0)
        end = start + self.size
        more = {"NextToken": str(end)} if end < len(job["blocks"]) else {}
        return {"JobStatus": status, "DocumentMetadata": {"Pages": len(self.pages)},
                "AnalyzeDocumentModelVersion": "1.0", "Blocks": job["blocks"][start:end]} | more


if __name__ == "__main__":
    scripted.serve(Textract(), sys.argv[1:])
