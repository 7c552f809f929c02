#!/usr/bin/env python3
"""Stands in for Amazon Bedrock: models that embed, and jobs that embed the lines of a file.

    bedrock_fake.py PORT S3_PORT REFUSALS

Signatures are checked, and every request by botocore's model; what is refused is added to the file REFUSALS, a line
each. Jobs read and write buckets of the S3 at S3_PORT, which must take requests that nobody signed. A job moves on by
one state each time it is asked about. Its output comes in another order than its input, in two files, with an id that
is not of the job, and with a manifest.

`POST /_fake` with a JSON object forgets what was, and sets how it behaves from now on (scripted.py has `faults`):

    course       the states of a job, one a poll; the last one stays
    failing      texts that contain this fail
    missing      texts that contain this have no line in a job's output
    models       the models there are
    answers      what models answer in words, in turn; an array is the reason to stop and the text
    quota        how many jobs may be unfinished
    minimum      jobs with fewer records fail
    pause        how many seconds each vector takes

`GET /_fake` tells `calls` (by operation), `texts` (how often each was embedded), `jobs` (their states) and
`asked` (what models were asked in words).
"""

import hashlib
import json
import random
import sys
import time
from typing import Any

import scripted
from moto.core.model import ServiceModel
from moto.core.serialize import SERIALIZERS
from scripted import Answer

import model

TITAN, COHERE = "amazon.titan-embed-text-v2:0", ("cohere.embed-english-v3", "cohere.embed-multilingual-v3")
RUNTIME = ("InvokeModel", "Converse")
UNDERWAY = ("Submitted", "Validating", "Scheduled", "InProgress", "Stopping")


class Bedrock(scripted.Service):
    """The state of the service, and its operations."""

    name = "bedrock"

    def reset(self, plan: dict[str, Any]) -> None:
        super().reset(plan)
        self.course = plan.get("course", ["Validating", "Scheduled", "InProgress", "Completed"])
        self.failing, self.missing = plan.get("failing"), plan.get("missing")
        self.models = plan.get("models", [TITAN, *COHERE])
        self.answers: list[Any] = list(plan.get("answers", []))
        self.asked: list[str] = []
        self.quota, self.minimum, self.pause = plan.get("quota", 10), plan.get("minimum", 100), plan.get("pause", 0)
        self.texts: dict[str, int] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.random = random.Random(7)

    def seen(self) -> dict[str, Any]:
        jobs = {job["request"]["jobName"]: job["status"] for job in self.jobs.values()}
        return super().seen() | {"texts": self.texts, "jobs": jobs, "asked": self.asked}

    def perform(self, operation: str, members: dict[str, Any]) -> Any:
        # Several embed at once.
        return self.InvokeModel(members) if operation == "InvokeModel" else super().perform(operation, members)

    # --- models -----------------------------------------------------------------------------------------------------

    def vector(self, text: str, dimensions: int) -> list[float]:
        """A vector of length 1 that its text alone decides."""
        with self.lock:
            self.texts[text] = self.texts.get(text, 0) + 1
        numbers = random.Random(hashlib.sha256(text.encode()).digest())
        vector = [numbers.gauss(0, 1) for _ in range(dimensions)]
        length = sum(number * number for number in vector) ** 0.5
        return [number / length for number in vector]

    def is_failing(self, text: str) -> bool:
        return self.failing is not None and self.failing in text

    def embed(self, name: str, body: Any) -> dict[str, Any]:
        """What a model answers; raises ValidationException for a body that it does not take."""
        def wrong(why: str) -> Answer:
            return Answer(400, "ValidationException", why)

        if name not in self.models:
            raise wrong("The provided model identifier is invalid.")
        if not isinstance(body, dict):
            raise wrong("Malformed input request: expected an object")
        if name == TITAN:
            text = body.get("inputText")
            if set(body) - {"inputText", "dimensions", "normalize", "embeddingTypes"}:
                raise wrong(f"Malformed input request: extraneous key {sorted(body)}")
            if not isinstance(text, str) or not text or len(text) > 50_000:
                raise wrong("Malformed input request: inputText has to have 1 to 50000 characters")
            dimensions = body.get("dimensions", 1024)
            if dimensions not in (256, 512, 1024) or not isinstance(body.get("normalize", True), bool):
                raise wrong("Malformed input request: dimensions or normalize")
            if self.is_failing(text):
                raise wrong("Too many input tokens.")
            vector = self.vector(text, dimensions)
            return {"embedding": vector, "inputTextTokenCount": len(text.split()),
                    "embeddingsByType": {"float": vector}}
        texts = body.get("texts")
        if not isinstance(texts, list) or not 1 <= len(texts) <= 96:
            raise wrong("Malformed input request: texts has to have 1 to 96 elements")
        if not all(isinstance(text, str) and 1 <= len(text) <= 2048 for text in texts):
            raise wrong("Malformed input request: a text has to have 1 to 2048 characters")
        if body.get("input_type") not in ("search_document", "search_query", "classification", "clustering"):
            raise wrong("Malformed input request: input_type")
        if body.get("truncate", "NONE") not in ("NONE", "START", "END", "LEFT", "RIGHT"):
            raise wrong("Malformed input request: truncate")
        if any(map(self.is_failing, texts)):
            raise wrong("a text cannot be embedded")
        vectors = [self.vector(f"{body['input_type']}: {text}", 1024) for text in texts]
        return {"id": "0", "response_type": "embeddings_floats", "embeddings": vectors, "texts": texts}

    def InvokeModel(self, members: dict[str, Any]) -> dict[str, Any]:
        time.sleep(self.pause)
        try:
            return self.embed(members["modelId"], json.loads(members["body"]))
        except ValueError:
            raise Answer(400, "ValidationException", "Malformed input request") from None

    def Converse(self, members: dict[str, Any]) -> dict[str, Any]:
        self.asked += [part["text"] for message in members["messages"] for part in message["content"]]
        if not self.answers:
            raise Answer(400, "ValidationException", "The provided model identifier is invalid.")
        answer = self.answers.pop(0)
        reason, text = answer if isinstance(answer, list) else ("end_turn", answer)
        return {"output": {"message": {"role": "assistant", "content": [{"text": text}]}}, "stopReason": reason,
                "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}

    # --- jobs -------------------------------------------------------------------------------------------------------

    def CreateModelInvocationJob(self, wanted: dict[str, Any]) -> dict[str, Any]:
        for arn, job in self.jobs.items():
            if wanted.get("clientRequestToken") == job["request"].get("clientRequestToken"):
                if wanted != job["request"]:
                    raise Answer(400, "ConflictException", "the token was used with another request")
                return {"jobArn": arn}
        if any(job["request"]["jobName"] == wanted["jobName"] for job in self.jobs.values()):
            raise Answer(400, "ConflictException", "There is a job of this name already")
        if wanted["modelId"] != TITAN or TITAN not in self.models:
            raise Answer(400, "ValidationException", "The model does not support batch inference")
        if sum(job["status"] in UNDERWAY for job in self.jobs.values()) >= self.quota:
            raise Answer(400, "ServiceQuotaExceededException", "too many jobs in progress")
        self.bucket.read(wanted["inputDataConfig"]["s3InputDataConfig"]["s3Uri"])
        number = f"{len(self.jobs):012d}"
        arn = f"arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/{number}"
        self.jobs[arn] = {"request": wanted, "status": "Submitted", "course": list(self.course), "message": "",
                          "time": time.time(), "number": number}
        return {"jobArn": arn}

    def job(self, members: dict[str, Any]) -> dict[str, Any]:
        job = self.jobs.get(members["jobIdentifier"])
        if job is None:
            raise Answer(404, "ResourceNotFoundException", "no such job")
        return job

    def GetModelInvocationJob(self, members: dict[str, Any]) -> dict[str, Any]:
        job = self.job(members)
        if job["status"] in UNDERWAY and job["course"]:
            job["status"] = job["course"].pop(0)
            if job["status"] not in UNDERWAY:
                self.finish(job)
        return self.summary(members["jobIdentifier"], job)

    def summary(self, arn: str, job: dict[str, Any]) -> dict[str, Any]:
        request = job["request"]
        return {"jobArn": arn, "jobName": request["jobName"], "modelId": request["modelId"], "status": job["status"],
                "clientRequestToken": request.get("clientRequestToken"), "message": job["message"] or None,
                "roleArn": request["roleArn"], "submitTime": job["time"], "lastModifiedTime": time.time(),
                "inputDataConfig": request["inputDataConfig"], "outputDataConfig": request["outputDataConfig"],
                "timeoutDurationInHours": request.get("timeoutDurationInHours")}

    def StopModelInvocationJob(self, members: dict[str, Any]) -> dict[str, Any]:
        job = self.job(members)
        if job["status"] not in UNDERWAY:
            raise Answer(400, "ConflictException", f"the job is {job['status']}")
        job["course"] = ["Stopping", "Stopped"]
        return {}

    def ListModelInvocationJobs(self, members: dict[str, Any]) -> dict[str, Any]:
        found = [self.summary(arn, job) for arn, job in self.jobs.items()
                 if members.get("nameContains", "") in job["request"]["jobName"]]
        start = int(members.get("nextToken") or 0)
        # Never more than two, so that whoever lists has to go on.
        size = min(members.get("maxResults", 2), 2)
        page = found[start:start + size]
        return {"invocationJobSummaries": page, "nextToken": str(start + size) if start + size < len(found) else None}

    def ListFoundationModels(self, _: dict[str, Any]) -> dict[str, Any]:
        arn = "arn:aws:bedrock:us-east-1::foundation-model/"
        return {"modelSummaries": [{"modelId": name, "modelArn": arn + name} for name in self.models]}

    def finish(self, job: dict[str, Any]) -> None:
        """Does the work of a job, all of it or as much as its end leaves."""
        request = job["request"]
        lines = self.bucket.read(request["inputDataConfig"]["s3InputDataConfig"]["s3Uri"]).decode().split("\n")
        try:
            records = [json.loads(line) for line in lines]
            ids = [record["recordId"] for record in records]
            valid = all(len(name) == 11 and name.isalnum() for name in ids) and len(set(ids)) == len(ids)
        except (ValueError, KeyError, TypeError):
            valid, records = False, []
        if not valid or len(records) < self.minimum:
            why = "a line is not a record" if not valid else f"fewer than {self.minimum} records"
            job["status"], job["message"] = "Failed", f"Validation failed: {why}"
            return
        if job["status"] == "Failed":
            job["message"] = "an internal error"
            return
        self.random.shuffle(records)
        if job["status"] != "Completed":
            records, job["message"] = records[:len(records) // 2], f"the job is {job['status']}"
        output, good, bad = [{"recordId": "X" * 11, "modelOutput": {"embedding": [1.0]}}], 0, 0
        for record in records:
            text = record["modelInput"].get("inputText", "")
            if self.missing is not None and self.missing in text:
                continue
            try:
                answer = {"modelOutput": self.embed(request["modelId"], record["modelInput"])}
                good += 1
            except Answer as refusal:
                answer = {"error": {"errorCode": refusal.args[0], "errorMessage": refusal.args[2]}}
                bad += 1
            output.append({"modelInput": record["modelInput"], "recordId": record["recordId"]} | answer)
        folder = request["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"].rstrip("/") + f"/{job['number']}"
        half = len(output) // 2
        for name, part in (("input.jsonl.out", output[:half]), ("part/input.jsonl.out", output[half:])):
            self.bucket.write(f"{folder}/{name}", "".join(json.dumps(line) + "\n" for line in part).encode())
        self.bucket.write(f"{folder}/manifest.json.out", json.dumps({
            "totalRecordCount": len(lines), "processedRecordCount": good + bad, "successRecordCount": good,
            "errorRecordCount": bad, "inputTokenCount": 1, "outputTokenCount": 0}).encode())


class Fake(scripted.Fake):
    """Its door, which speaks REST."""

    media_type = "application/json"

    def written(self, reading: model.Reading, result: Any) -> bytes:
        return json.dumps(result).encode() if reading.operation in RUNTIME else serialized(reading, result)

    def refuse(self, status: int, code: str, message: str) -> None:
        body = json.dumps({"message": message}).encode()
        self.reply(status, body, ("x-amzn-ErrorType", f"{code}:http://internal.amazon.com/coral/"))

    def reply(self, status: int, body: bytes, *fields: tuple[str, str], cut: bool = False) -> None:
        request = ("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000")
        super().reply(status, body, request, *fields, cut=cut)


def serialized(reading: model.Reading, result: dict[str, Any]) -> bytes:
    """An answer as the service's model has it written."""
    description = model.service("bedrock")
    operation = ServiceModel(description._service_description, "bedrock").operation_model(reading.operation)
    answer = SERIALIZERS["rest-json"](operation).serialize({k: v for k, v in result.items() if v is not None})
    body = answer["body"]
    return body.encode() if isinstance(body, str) else body


if __name__ == "__main__":
    scripted.serve(Bedrock(), sys.argv[1:], Fake)
