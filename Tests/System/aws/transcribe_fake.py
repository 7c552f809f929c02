#!/usr/bin/env python3
"""Stands in for Amazon Transcribe: jobs that write down what is said in films in S3.

    transcribe_fake.py PORT S3_PORT REFUSALS

Signatures are checked, and every request by botocore's model; what is refused is added to the file REFUSALS, a line
each.
A job moves on by one state each time it is asked about. Its transcript goes to the bucket that it names.

`POST /_fake` with a JSON object sets how it behaves from now on (scripted.py has `faults`):

    course       the states of a job, one a poll; the last one stays
    segments     what is said: [[START, END, SPEAKER, TEXT], …], times in seconds
    quota        how many jobs may be unfinished

`GET /_fake` tells `calls` (by operation) and `jobs` (what each was asked to write down).
"""

import json
import re
import sys
from typing import Any

import scripted


def transcript(name: str, segments: list[list[Any]]) -> dict[str, Any]:
    """A transcript with speakers, as Transcribe writes it."""
    items, turns = [], []
    for start, end, speaker, text in segments:
        words = re.findall(r"[\w'’-]+|[^\w\s]", text)
        spoken = [word for word in words if word[0].isalnum()]
        step = (end - start) / max(len(spoken), 1)
        turn = []
        for word in words:
            said = {"alternatives": [{"confidence": "0.99", "content": word}], "speaker_label": speaker}
            if not word[0].isalnum():
                items.append(said | {"type": "punctuation"})
                continue
            time = start + step * len(turn)
            times = {"start_time": f"{time:.3f}", "end_time": f"{time + step:.3f}"}
            turn.append(times | {"speaker_label": speaker})
            items.append(said | times | {"type": "pronunciation"})
        turns.append({"start_time": f"{start:.3f}", "end_time": f"{end:.3f}", "speaker_label": speaker, "items": turn})
    return {
        "jobName": name, "accountId": "000000000000", "status": "COMPLETED",
        "results": {"transcripts": [{"transcript": " ".join(segment[3] for segment in segments)}], "items": items,
                    "speaker_labels": {"speakers": len({segment[2] for segment in segments}), "segments": turns}}}


class Transcribe(scripted.Service):
    name = "transcribe"

    def reset(self, plan: dict[str, Any]) -> None:
        super().reset(plan)
        self.course = plan.get("course", ["QUEUED", "IN_PROGRESS", "COMPLETED"])
        self.segments = plan.get("segments", [[0.0, 2.5, "spk_0", "Hello and welcome."]])
        self.quota = plan.get("quota", 10)
        self.jobs: dict[str, dict[str, Any]] = {}

    def seen(self) -> dict[str, Any]:
        return super().seen() | {"jobs": [job["request"] for job in self.jobs.values()]}

    def StartTranscriptionJob(self, members: dict[str, Any]) -> dict[str, Any]:
        name = members["TranscriptionJobName"]
        if name in self.jobs:
            raise scripted.Answer(400, "ConflictException", "The requested job name already exists")
        if sum(len(job["course"]) > 1 for job in self.jobs.values()) >= self.quota:
            raise scripted.Answer(400, "LimitExceededException", "You have too many concurrent jobs")
        status, _ = self.bucket.ask("GET", "/" + members["Media"]["MediaFileUri"].removeprefix("s3://"))
        if status != 200:
            raise scripted.Answer(400, "BadRequestException", "The S3 URI that you provided can't be accessed.")
        self.jobs[name] = {"request": members, "course": list(self.course)}
        return {"TranscriptionJob": {"TranscriptionJobName": name, "TranscriptionJobStatus": "QUEUED"}}

    def GetTranscriptionJob(self, members: dict[str, Any]) -> dict[str, Any]:
        name = members["TranscriptionJobName"]
        job = self.jobs.get(name)
        if job is None:
            raise scripted.Answer(400, "NotFoundException", "The requested job couldn't be found.")
        status = job["course"].pop(0) if len(job["course"]) > 1 else job["course"][0]
        request = job["request"]
        place = f"{request['OutputBucketName']}/{request['OutputKey']}"
        state = {"TranscriptionJobName": name, "TranscriptionJobStatus": status, "Media": request["Media"],
                 "LanguageCode": request["LanguageCode"], "Settings": request["Settings"]}
        if status == "FAILED":
            state["FailureReason"] = "The media format could not be read."
        if status == "COMPLETED":
            self.bucket.write(f"s3://{place}", json.dumps(transcript(name, self.segments)).encode())
            state["Transcript"] = {"TranscriptFileUri": f"https://s3.us-east-1.amazonaws.com/{place}"}
        return {"TranscriptionJob": state}


if __name__ == "__main__":
    scripted.serve(Transcribe(), sys.argv[1:])
