"""Amazon Textract and Amazon Transcribe of the stub (stub.py): a job each, done after a few polls."""

import json
import threading
from collections.abc import Callable
from typing import Any

#: A page of a document as Textract would read it: kinds of layout with their lines, `TABLE` with rows of cells.
Page = list[tuple[str, list[Any]]]


class Readings:
    """Jobs by their ids or names."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pages: dict[int, Page] = {}  # what Textract reads on which page
        self.polls = 1  # how often a job is still under way
        self.failing = False
        self.segments: list[tuple[float, str, str]] = []  # start, speaker, text of what Transcribe hears
        self.write: Callable[[str, str, bytes], None] | None = None  # bucket, key, bytes: where transcripts go
        self.jobs: dict[str, dict[str, Any]] = {}

    def answer(self, operation: str, members: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
        """Status, reply and the name of an error."""
        with self.lock:
            known = {"StartDocumentAnalysis": self.start_analysis, "GetDocumentAnalysis": self.analysis,
                     "StartTranscriptionJob": self.start_transcription, "GetTranscriptionJob": self.transcription}
            if operation not in known:
                return 400, {"message": f"{operation} is not expected"}, "AccessDeniedException"
            reply = known[operation](members)
        if reply is None:
            return 400, {"message": "there is no such job"}, "InvalidJobIdException"
        return 200, reply, ""

    # --- Textract ---------------------------------------------------------------------------------------------------

    def start_analysis(self, members: dict[str, Any]) -> dict[str, Any]:
        token = members.get("ClientRequestToken")
        for name, job in self.jobs.items():
            if token and job.get("token") == token:
                return {"JobId": name}
        name = f"{len(self.jobs):064x}"
        self.jobs[name] = {"polls": self.polls, "token": token, "blocks": blocks(self.pages)}
        return {"JobId": name}

    def analysis(self, members: dict[str, Any]) -> dict[str, Any] | None:
        job = self.jobs.get(members["JobId"])
        if job is None:
            return None
        if job["polls"] > 0:
            job["polls"] -= 1
            return {"JobStatus": "IN_PROGRESS"}
        if self.failing:
            return {"JobStatus": "FAILED", "StatusMessage": "as the test wants it"}
        # In parts, so that whoever reads has to go on.
        start = int(members.get("NextToken") or 0)
        size = max(1, min(members.get("MaxResults") or 1000, len(job["blocks"]) // 2 + 1))
        reply = {"JobStatus": "SUCCEEDED", "DocumentMetadata": {"Pages": len(self.pages)},
                 "AnalyzeDocumentModelVersion": "1.0", "Blocks": job["blocks"][start:start + size]}
        return reply | ({"NextToken": str(start + size)} if start + size < len(job["blocks"]) else {})

    # --- Transcribe -------------------------------------------------------------------------------------------------

    def start_transcription(self, members: dict[str, Any]) -> dict[str, Any]:
        name = members["TranscriptionJobName"]
        job = {"members": members, "polls": self.polls}
        self.jobs[name] = job
        if not self.failing and self.write:
            self.write(members["OutputBucketName"], members.get("OutputKey") or f"{name}.json",
                       json.dumps(transcript(name, self.segments)).encode())
        return self.transcription_job(name, job, "IN_PROGRESS")

    def transcription(self, members: dict[str, Any]) -> dict[str, Any] | None:
        job = self.jobs.get(members["TranscriptionJobName"])
        if job is None:
            return None
        job["polls"] -= 1
        status = "IN_PROGRESS" if job["polls"] > 0 else "FAILED" if self.failing else "COMPLETED"
        return self.transcription_job(members["TranscriptionJobName"], job, status)

    @staticmethod
    def transcription_job(name: str, job: dict[str, Any], status: str) -> dict[str, Any]:
        members = job["members"]
        place = f"https://s3.us-east-1.amazonaws.com/{members['OutputBucketName']}/{members.get('OutputKey')}"
        return {"TranscriptionJob": {
            "TranscriptionJobName": name, "TranscriptionJobStatus": status, "LanguageCode": "en-US",
            "Media": members["Media"],
            **({"Transcript": {"TranscriptFileUri": place}} if status == "COMPLETED" else {}),
            **({"FailureReason": "as the test wants it"} if status == "FAILED" else {})}}


def blocks(pages: dict[int, Page]) -> list[dict[str, Any]]:
    """Blocks as Textract gives them with LAYOUT and TABLES."""
    found: list[dict[str, Any]] = []

    def add(kind: str, page: int, children: list[str] | None = None, **more: Any) -> str:
        name = f"00000000-0000-0000-0000-{len(found):012d}"
        box = {"Left": 0.1, "Top": 0.001 * len(found), "Width": 0.5, "Height": 0.01}
        links = [{"Type": "CHILD", "Ids": children}] if children else []
        found.append({"Id": name, "BlockType": kind, "Page": page, "Confidence": 99.0,
                      "Geometry": {"BoundingBox": box, "Polygon": []}, "Relationships": links, **more})
        return name

    def words(text: str, page: int) -> list[str]:
        return [add("WORD", page, Text=word, TextType="PRINTED") for word in text.split()]

    for number, parts in pages.items():
        tops = []
        for kind, content in parts:
            if kind == "TABLE":
                cells = [add("CELL", number, words(text, number), RowIndex=row, ColumnIndex=column, RowSpan=1,
                             ColumnSpan=1) for row, texts in enumerate(content, 1)
                         for column, text in enumerate(texts, 1)]
                lines = [add("LINE", number, words(text, number), Text=text) for texts in content for text in texts]
                tops += [add("TABLE", number, cells, EntityTypes=["STRUCTURED_TABLE"]),
                         add("LAYOUT_TABLE", number, lines)]
            else:
                lines = [add("LINE", number, words(text, number), Text=text) for text in content]
                tops.append(add(kind, number, lines))
        add("PAGE", number, tops)
    return found


def transcript(name: str, segments: list[tuple[float, str, str]]) -> dict[str, Any]:
    """What Transcribe writes: words as items, who spoke when, and segments of both."""
    items, parts, audio = [], [], []
    for start, speaker, text in segments:
        numbers, time = [], start
        for word in text.split():
            numbers.append(len(items))
            items.append({"id": len(items), "type": "pronunciation", "start_time": f"{time:.3f}",
                          "end_time": f"{time + 0.3:.3f}", "speaker_label": speaker,
                          "alternatives": [{"confidence": "0.99", "content": word}]})
            time += 0.3
        parts.append({"start_time": f"{start:.3f}", "end_time": f"{time:.3f}", "speaker_label": speaker, "items": [
            {"start_time": items[n]["start_time"], "end_time": items[n]["end_time"], "speaker_label": speaker}
            for n in numbers]})
        audio.append({"id": len(audio), "transcript": text, "start_time": f"{start:.3f}", "end_time": f"{time:.3f}",
                      "speaker_label": speaker, "items": numbers})
    speakers = {"channel_label": "ch_0", "speakers": len({part["speaker_label"] for part in parts}), "segments": parts}
    return {"jobName": name, "accountId": "000000000000", "status": "COMPLETED", "results": {
        "transcripts": [{"transcript": " ".join(text for _, _, text in segments)}], "items": items,
        "speaker_labels": speakers, "audio_segments": audio}}
