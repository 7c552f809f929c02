"""Requests that the suites recorded (Tests/System/aws/recording.py), as requests to what a plan has: by the names of
its roles, buckets, tables, queues, layers, secrets and models."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import variants
from policy import Request

#: The suites' names of roles and resources, as the usual plan has them.
ROLES = {
    "embed-worker": "upload-images-production-embed-from-ndjson",
    **{name: f"receipts-production-{name}" for name in ("stream-processor", "compactor", "sweeper")},
    **{name: f"embed-documents-{name}" for name in (
        "cache-update", "manage", "detect", "task", "summarize", "search", "migrate")}}
NAMES = [
    (r":::(chromadb|artifacts)(?=/|$)", r":::receipts-production-\1"),
    (r":::(input|processed|media)(?=/|$)", r":::embed-documents-\1"),
    (r":::fdnix(?=/|$)", ":::fdnix-artifacts"),
    (r":::([^/]+)", r":::\1-000000000000"),
    (r":table/receipts(?=/|$)", ":table/receipts-production-receipts"),
    (r":table/there-is-no-such-table(?=/|$)", ":table/cache"),
    (r":table/(cache|links)(?=/|$)", r":table/embed-documents-\1"),
    (r":table/fdnix$", ":table/fdnix-packages"),
    (r":embed$", ":receipts-production-embed-ndjson-queue"),
    (r":(lines|words)$", r":receipts-production-\1-queue"),
    (r":layer:fdnix-test", ":layer:fdnix-db-layer"),
    (r":role/batch$", ":role/fdnix-bedrock-batch"),
    (r":secret:openai-", ":secret:receipts-production/openai-api-key-"),
    (r":secret:places-", ":secret:receipts-production/google-places-api-key-"),
    (r":secret:-", ":secret:embed-documents/database-")]
#: The tag of the secret that RDS makes, which no request shows.
OWNER = {"aws:ResourceTag/aws:rds:primaryDBClusterArn": variants.HERE.arn("rds", "cluster:embed-documents")}
#: What the other plan has in the place of the usual one's.
OTHER = [("us-east-1", "eu-central-1"), ("receipts-production", "shop-trial"), ("images-production", "images-trial"),
         ("-000000000000", "-trial"), (r":secret:embed-documents/database-\w+", ":secret:postgres-AbCdEf")]
#: What a plan has no part for, by what the role, the action and the resource begin with or hold, and why.
ABSENT = {
    "usual": [
        ("fdnix-", "bedrock:", "", "the model is in the program"),
        ("fdnix-", "iam:PassRole", "", "the model is in the program"),
        ("fdnix-", "dynamodb:", "", "nothing is exported"),
        ("fdnix-", "s3:", ":::fdnix-vec", "nothing is exported"),
        ("embed-documents-", "sagemaker:", "", "no endpoint is named")],
    "other": [
        ("embed-documents-migrate", "", "", "the database is made elsewhere"),
        ("shop-trial-", "s3:", "/snapshot", "collections are in Chroma"),
        ("upload-images-", "s3:", "/snapshot", "collections are in Chroma"),
        ("upload-images-", "secretsmanager:", "/openai-api-key", "the model is in the program")]}
SWEEPERS = ("receipts-production-sweeper", "shop-trial-sweeper")
#: What no suite asks, by role, action and resource as above, and why. It counts as asked.
UNSEEN = [
    ("", "s3:AbortMultipartUpload", "", "an upload in parts that failed is given up; tests of S3 do it without a role"),
    ("fdnix-", "s3:ListMultipartUploadParts", "", "an upload in parts that was cut off goes on; as above"),
    ("fdnix-", "s3:ListBucketMultipartUploads", "", "an upload in parts that was cut off goes on; as above"),
    ("fdnix-", "bedrock:StopModelInvocationJob", "", "a run that is stopped stops its jobs; tests in Swift do that"),
    ("fdnix-", "bedrock:ListModelInvocationJobs", "", "a job whose making had no answer is looked for; as above"),
    ("fdnix-", "lambda:DeleteLayerVersion", "", "five layers are kept, and no suite publishes a sixth"),
    ("fdnix-", "s3:DeleteObject", ":::fdnix-vec", "the suite's export has one batch, and no later one has fewer"),
    ("embed-documents-cache-update", "s3:ListBucket", "", "no object is gone before its notification is handled"),
    ("embed-documents-detect", "dynamodb:GetItem", "", "no document's tries are used up before it is listed"),
    ("embed-documents-detect", "dynamodb:UpdateItem", "", "no document's tries are used up before it is listed"),
    ("embed-documents-search", "sagemaker:InvokeEndpoint", "", "questions go to Bedrock; tasks ask an endpoint"),
    (SWEEPERS, "dynamodb:Query", "-receipts$", "receipts of a suite are too young to be missed"),
    (SWEEPERS, "sqs:SendMessage", "-lines-queue", "stalled words are sent again, and lines as they are"),
    ("shop-trial-", "secretsmanager:", "", "Chroma takes no token where it is tried"),
    ("upload-images-trial-", "secretsmanager:", "/chroma-token", "Chroma takes no token where it is tried")]


def path() -> Path | None:
    """The file of requests, where one was recorded."""
    named = os.environ.get("FDNIX_REQUESTS")
    return Path(named) if named and Path(named).exists() else None


def recorded() -> list[tuple[str, Request]]:
    """What was asked and by which role, with the names of the usual plan."""
    lines = sorted(set((path() or Path(os.devnull)).read_text().splitlines()))
    found = []
    for told in map(json.loads, lines):
        resource = told["resource"]
        for pattern, name in NAMES:
            resource = re.sub(pattern, name, resource)
        if ":secret:rds!" in resource:
            told["context"] |= OWNER
        found.append((ROLES.get(told["role"], told["role"]), Request(told["action"], resource, told["context"])))
    return found


def asked(variant: str) -> dict[str, list[Request]]:
    """What the roles of a plan asked; what it has no part for is left out."""
    found: dict[str, list[Request]] = {}
    for role, request in recorded():
        for each in placed(role, request, variant):
            if not told(ABSENT[variant], renamed(role, variant), each):
                found.setdefault(renamed(role, variant), []).append(each)
    return found


def placed(role: str, request: Request, variant: str) -> list[Request]:
    """A request with the names of a plan. One to a model of documents stands for those to all of its models."""
    resources = [renamed(request.resource, variant)]
    if role.startswith("embed-documents-") and request.action == "bedrock:InvokeModel":
        resources = variants.MODELS[variant]
    elif request.action == "sagemaker:InvokeEndpoint":
        resources = variants.ENDPOINTS[variant]
    return [Request(request.action, resource, request.context) for resource in resources]


def renamed(name: str, variant: str) -> str:
    for usual, other in OTHER if variant == "other" else []:
        name = re.sub(usual, other, name)
    return name


def told(rules: Sequence[tuple[str | tuple[str, ...], str, str, str]], role: str, request: Request) -> str | None:
    """Why a rule fits; None where none does. A part of a resource may end with $, as the whole does."""
    return next((why for name, action, resource, why in rules if role.startswith(name)
                 and request.action.startswith(action) and resource in f"{request.resource}$"), None)
