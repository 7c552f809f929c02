"""What the roles of receipts must be able to do."""

from needs import Needs, Place, function, many, schedule


def receipts(place: Place, *, segments: bool, keys: list[str]) -> dict[str, Needs]:
    prefix = f"{place.name}-{place.stack}"
    table = place.arn("dynamodb", f"table/{prefix}-receipts")
    bucket = f"arn:aws:s3:::{prefix}-chromadb{place.suffix}"
    rows = f"arn:aws:s3:::{prefix}-artifacts{place.suffix}"
    deltas = [f"{bucket}/{name}/delta/0123/delta.json" for name in ("lines", "words")]
    snapshots = [f"{bucket}/{name}/snapshot/latest-pointer.txt" for name in ("lines", "words")] if segments else []
    old = [f"{bucket}/snapshots/lines/chroma.sqlite3"] if segments else []
    queue = {name: place.arn("sqs", f"{prefix}-{name}-queue") for name in ("embed-ndjson", "lines", "words")}
    secret = {name: place.arn("secretsmanager", f"secret:{prefix}/{name}-AbCdEf") for name in keys}
    token = [arn for name, arn in secret.items() if name == "chroma-token"]
    # Lambda's pollers are the function's role.
    poll = "sqs:ReceiveMessage DeleteMessage GetQueueAttributes"
    worker, stream, compactor, sweeper = (
        f"upload-images-{place.stack}-embed-from-ndjson",
        *(f"{prefix}-{name}" for name in ("stream-processor", "compactor", "sweeper")))
    # EmbedRun, BundleStore, SnapshotStore (reading), KeptPlaces, SimilarLines, MerchantResolver, RunTable, RetryDelay.
    embeds = (many("sqs:ChangeMessageVisibility", queue["embed-ndjson"])
              + many("s3:GetObject", f"{rows}/receipts/0123/receipt-00001/lines.ndjson", *snapshots, *old)
              + many("s3:GetObject PutObject AbortMultipartUpload", *deltas) + many("s3:ListBucket", bucket, rows)
              + many("dynamodb:GetItem BatchGetItem PutItem", table)
              + many("secretsmanager:GetSecretValue", *secret.values()))
    # Compactor, FactReader, EmbeddingStatus, CompactionLock, SnapshotStore+Publishing or ReceiptLeases, RetryDelay.
    compacts = (many("sqs:ChangeMessageVisibility", queue["lines"], queue["words"])
                + many("s3:GetObject", *deltas, *old) + many("s3:ListBucket", bucket)
                + many("s3:GetObject PutObject DeleteObject AbortMultipartUpload", *snapshots)
                + many("dynamodb:GetItem PutItem Query UpdateItem DeleteItem", table)
                + many("secretsmanager:GetSecretValue", *token))
    # Sweeper, BundlePresence.
    sweeps = (many("dynamodb:Query", table, f"{table}/index/GSI1") + many("dynamodb:UpdateItem", table)
              + many("s3:GetObject", *deltas) + many("s3:ListBucket", bucket, rows)
              + many("sqs:SendMessage", *queue.values()))
    needs = {
        worker: function(place, worker, embeds, *many(poll, queue["embed-ndjson"])),
        # StreamProcessor; Lambda reads the stream, and keeps what failed.
        stream: function(
            place, stream, many("sqs:SendMessage", queue["lines"], queue["words"]), *many("dynamodb:ListStreams", "*"),
            *many("dynamodb:DescribeStream GetRecords GetShardIterator", f"{table}/stream/2026"),
            *many("sqs:SendMessage", place.arn("sqs", f"{prefix}-stream-failures"))),
        compactor: function(place, compactor, compacts, *many(poll, queue["lines"], queue["words"])),
        sweeper: function(place, sweeper, sweeps),
    }
    for name in "sweep", "enqueue-missing":
        needs[f"{prefix}-{name}-{place.region}"] = schedule(
            place, f"{prefix}-{name}", "lambda:InvokeFunction", place.arn("lambda", f"function:{prefix}-sweeper"))
    return needs
