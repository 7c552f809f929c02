"""What IAM is asked where a request comes in: the permissions that it takes, each on a resource, with what conditions
may look at. The names of permissions and resources are those of AWS's Service Authorization Reference."""

import re
import urllib.parse
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from typing import Any, NamedTuple

#: The operations whose permission has another name.
NAMES = {
    "s3": {
        "HeadObject": "GetObject", "CopyObject": "PutObject", "DeleteObjects": "DeleteObject",
        "CreateMultipartUpload": "PutObject", "UploadPart": "PutObject", "CompleteMultipartUpload": "PutObject",
        "ListObjectsV2": "ListBucket", "ListMultipartUploads": "ListBucketMultipartUploads",
        "ListParts": "ListMultipartUploadParts", "HeadBucket": "ListBucket"},
    "sqs": {"SendMessageBatch": "SendMessage", "DeleteMessageBatch": "DeleteMessage",
            "ChangeMessageVisibilityBatch": "ChangeMessageVisibility"},
    "bedrock": {"Converse": "InvokeModel"},
    "lambda": {"Invoke": "InvokeFunction"},
}
PROFILE = re.compile(r"(us|eu|apac|global|us-gov)\.(.+)")
Members = dict[str, Any]


class Permission(NamedTuple):
    action: str
    resource: str
    context: dict[str, str] = {}


class Asked(NamedTuple):
    """A request that was taken in; `operation` and `members` are empty where no model of the service tells them."""

    role: str
    service: str
    method: str
    target: str
    copied: str | None
    body: bytes
    operation: str
    members: Members

    def permissions(self, status: int) -> Iterator[Permission]:
        """What it took, once it was answered with a status."""
        if self.service == "s3":
            return stored(self.method, self.target, self.copied, self.body, status)
        return taken(self.service, self.operation, self.members)


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:us-east-1:000000000000:{rest}"


def taken(service: str, operation: str, members: Members) -> Iterator[Permission]:
    """The permissions that an operation takes, for services other than S3."""
    action = f"{service}:{NAMES.get(service, {}).get(operation, operation)}"
    find = {"dynamodb": tables, "sqs": queues, "lambda": functions, "bedrock": models, "sagemaker": endpoints,
            "secretsmanager": secrets}.get(service)
    resources = find(operation, members) if find else ["*"]
    yield from (Permission(action, resource) for resource in resources)
    if operation == "CreateModelInvocationJob":
        yield Permission("iam:PassRole", members["roleArn"], {"iam:PassedToService": "bedrock.amazonaws.com"})
    yield from reached(operation, members)


def tables(operation: str, members: Members) -> list[str]:
    if "RequestItems" in members:
        return [arn("dynamodb", f"table/{name}") for name in members["RequestItems"]]
    if "TransactItems" in members:
        names = {part["TableName"] for each in members["TransactItems"] for part in each.values()}
        return [arn("dynamodb", f"table/{name}") for name in sorted(names)]
    if "TableName" not in members:  # of streams, whose iterators say nothing
        return [members.get("StreamArn", "*")]
    index = f"/index/{members['IndexName']}" if operation in ("Query", "Scan") and "IndexName" in members else ""
    return [arn("dynamodb", f"table/{members['TableName']}{index}")]


def queues(operation: str, members: Members) -> list[str]:
    return [arn("sqs", (members.get("QueueUrl") or members["QueueName"]).rpartition("/")[2])]


def functions(operation: str, members: Members) -> list[str]:
    if "LayerName" in members:
        version = f":{members['VersionNumber']}" if "VersionNumber" in members else ""
        return [arn("lambda", f"layer:{members['LayerName'].rpartition(':')[2]}{version}")]
    qualifier = f":{members['Qualifier']}" if members.get("Qualifier") else ""
    return [arn("lambda", f"function:{members['FunctionName'].rpartition(':')[2]}{qualifier}")]


def models(operation: str, members: Members) -> list[str]:
    """A base model has no account; a profile has one, and leads to its base model in several regions."""
    if operation.startswith("List"):
        return ["*"]
    job = arn("bedrock", "model-invocation-job/" + members.get("jobIdentifier", "new").rpartition("/")[2])
    if "modelId" not in members:
        return [job]
    profile = PROFILE.fullmatch(members["modelId"])
    found = [f"arn:aws:bedrock:us-east-1::foundation-model/{profile[2] if profile else members['modelId']}"]
    if profile:
        found.append(arn("bedrock", f"inference-profile/{members['modelId']}"))
    return [*found, job] if operation == "CreateModelInvocationJob" else found


def endpoints(operation: str, members: Members) -> list[str]:
    return [arn("sagemaker", f"endpoint/{members['EndpointName'].lower()}")]


def secrets(operation: str, members: Members) -> list[str]:
    name = members["SecretId"]
    return [name if name.startswith("arn:") else arn("secretsmanager", f"secret:{name}-AbCdEf")]


def reached(operation: str, members: Members) -> Iterator[Permission]:
    """The objects that a service reads and writes as the one who asked it."""
    if operation == "StartDocumentAnalysis":
        place = members["DocumentLocation"]["S3Object"]
        yield Permission("s3:GetObject", f"arn:aws:s3:::{place['Bucket']}/{place['Name']}")
    elif operation == "StartTranscriptionJob":
        yield Permission("s3:GetObject", f"arn:aws:s3:::{members['Media']['MediaFileUri'].removeprefix('s3://')}")
        if "OutputBucketName" in members:
            yield Permission("s3:PutObject", f"arn:aws:s3:::{members['OutputBucketName']}/{members['OutputKey']}")


# --- S3 ------------------------------------------------------------------------------------------------------------

#: By method: the part of the query that tells operations apart, with the operation; the last one holds for any.
OBJECTS = {"GET": [("uploadId", "ListParts"), ("", "GetObject")], "HEAD": [("", "HeadObject")],
           "PUT": [("uploadId", "UploadPart"), ("", "PutObject")],
           "POST": [("uploads", "CreateMultipartUpload"), ("uploadId", "CompleteMultipartUpload")],
           "DELETE": [("uploadId", "AbortMultipartUpload"), ("", "DeleteObject")]}
BUCKETS = {"GET": [("uploads", "ListMultipartUploads"), ("list-type", "ListObjectsV2")],
           "POST": [("delete", "DeleteObjects")], "HEAD": [("", "HeadBucket")]}


def stored(method: str, target: str, copied: str | None, body: bytes, status: int) -> Iterator[Permission]:
    """The permissions that a request to S3 takes, by path; `copied` is the object that it copies."""
    path, _, text = target.partition("?")
    query = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
    bucket, _, key = urllib.parse.unquote(path).lstrip("/").partition("/")
    place = f"arn:aws:s3:::{bucket}"
    operation = next((name for word, name in (OBJECTS if key else BUCKETS).get(method, []) if word in ("", *query)),
                     None)
    if operation is None:
        raise ValueError(f"no operation of S3 is known here for {method} {target}")
    action = f"s3:{NAMES['s3'].get(operation, operation)}"
    if operation == "DeleteObjects":
        keys = [each.text for each in xml.fromstring(body).iter() if each.tag.rpartition("}")[2] == "Key"]
        yield from (Permission(action, f"{place}/{each}") for each in keys)
    elif key:
        yield Permission(action, f"{place}/{key}")
    else:
        yield Permission(action, place, {"s3:prefix": query["prefix"]} if query.get("prefix") else {})
    if copied:
        yield Permission("s3:GetObject", f"arn:aws:s3:::{urllib.parse.unquote(copied).lstrip('/')}")
    if operation in ("GetObject", "HeadObject") and status == 404:
        # Whoever may not list is told 403 where an object is missing.
        yield Permission("s3:ListBucket", place)
