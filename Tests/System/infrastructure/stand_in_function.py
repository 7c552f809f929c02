"""What a function runs in the emulator: Lambda's runtime interface, and the least that each role does.

`manage` and `search` answer; `detect` lists the objects of the input bucket, `summarize` counts results, `cache-update`
fails for objects that are called unreadable.
"""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

RUNTIME = f"http://{os.environ.get('AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime/invocation"
STORE = "STORE_ADDRESS"


def ask(address: str, body: bytes | None = None, method: str = "GET") -> tuple[bytes, dict]:
    request = urllib.request.Request(address, body, method=method)
    with urllib.request.urlopen(request, timeout=600) as reply:
        return reply.read(), dict(reply.headers)


def keys(bucket: str, prefix: str = "") -> list[str]:
    query = urllib.parse.urlencode({"list-type": "2", "prefix": prefix})
    listing = xml.fromstring(ask(f"{STORE}/{bucket}?{query}")[0])
    return [each.text for each in listing.iter() if each.tag.endswith("}Key") or each.tag == "Key"]


def detect(event: dict) -> dict:
    run, bucket = event["Execution"]["Name"], os.environ["PROCESSED_BUCKET_NAME"]
    source = bucket.replace("-processed", "-input")
    items = [{"FileURI": f"s3://{source}/{key}", "ContentType": "text/plain", "model_ref_key": None, "ETag": "x",
              "_executionName": run} for key in keys(source)]
    ask(f"{STORE}/{bucket}/ingestion_input/{run}/config.json", json.dumps(items).encode(), "PUT")
    return {**event, "isValid": bool(items), "pendingDocuments": len(items)}


def summarize(event: dict) -> dict:
    bucket, prefix = os.environ["PROCESSED_BUCKET_NAME"], f"ingestion_output/{event['Execution']['Name']}/sf-results/"
    # The last result of each document counts; failed ones were tried again.
    results = [json.loads(ask(f"{STORE}/{bucket}/{key}")[0]) for key in keys(bucket, prefix)]
    documents = {result["FileURI"] for result in results}
    good = {result["FileURI"] for result in results if "Status" not in result}
    return {"Total": len(documents), "Failed": len(documents - good), "Succeeded": len(good)}


def answer(event: dict) -> object:
    role = os.environ.get("EMBED_ROLE") or os.environ.get("RECEIPTS_ROLE") or "search"
    if role == "detect":
        return detect(event)
    if role == "summarize":
        return summarize(event)
    if role == "cache-update" and "unreadable" in json.dumps(event):
        raise ValueError("a notification that cannot be handled")
    if "requestContext" in event or "httpMethod" in event:
        return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps({"role": role})}
    return {"role": role, "event": event, "batchItemFailures": []}


while True:
    body, headers = ask(f"{RUNTIME}/next")
    request = {name.lower(): value for name, value in headers.items()}["lambda-runtime-aws-request-id"]
    try:
        ask(f"{RUNTIME}/{request}/response", json.dumps(answer(json.loads(body))).encode(), "POST")
    except (ValueError, KeyError, urllib.error.URLError) as failure:
        fault = {"errorType": type(failure).__name__, "errorMessage": str(failure)}
        ask(f"{RUNTIME}/{request}/error", json.dumps(fault).encode(), "POST")
