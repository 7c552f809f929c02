"""What each role must be able to do: which operations of AWS its program calls on what, as its sources have them, and
what AWS itself does as that role."""

from typing import NamedTuple

from policy import Request

# The operations of Sources/Cloud/AWSServices with the permission that each takes, where that has another name.
PERMISSIONS = {
    "s3": {
        "HeadObject": "GetObject", "CopyObject": "PutObject", "DeleteObjects": "DeleteObject",
        "CreateMultipartUpload": "PutObject", "UploadPart": "PutObject", "CompleteMultipartUpload": "PutObject",
        "ListObjectsV2": "ListBucket", "ListMultipartUploads": "ListBucketMultipartUploads",
        "ListParts": "ListMultipartUploadParts"},
    "sqs": {"SendMessageBatch": "SendMessage", "DeleteMessageBatch": "DeleteMessage",
            "ChangeMessageVisibilityBatch": "ChangeMessageVisibility"},
    "bedrock": {"Converse": "InvokeModel"},
    "lambda": {"Invoke": "InvokeFunction"},
}
# Operations that the clients have and no program in AWS calls: streams are read by Lambda.
UNUSED = {"dynamodb:TransactWriteItems", "dynamodb:DescribeTable"}


class Place(NamedTuple):
    """Where a plan would put everything."""

    region: str = "us-east-1"
    account: str = "000000000000"
    suffix: str = "-000000000000"
    stack: str = "production"
    name: str = "receipts"

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def log(self, group: str) -> str:
        return self.arn("logs", f"log-group:{group}:log-stream:one")


def many(actions: str, *resources: str, **context: str) -> list[Request]:
    """Each action on each resource: `s3:GetObject PutObject`."""
    service, _, names = actions.partition(":")
    told = {key.replace("__", ":"): value for key, value in context.items()}
    return [Request(f"{service}:{name}", resource, told) for name in names.split() for resource in resources]


def function(place: Place, name: str) -> list[Request]:
    return many("logs:CreateLogStream PutLogEvents", place.log(f"/aws/lambda/{name}"))


def execution(place: Place, repository: str, *groups: str) -> list[Request]:
    """What Fargate does to start a container."""
    return (many("ecr:GetAuthorizationToken", "*")
            + many("ecr:BatchCheckLayerAvailability BatchGetImage GetDownloadUrlForLayer",
                   place.arn("ecr", f"repository/{repository}"))
            + [need for group in groups for need in many("logs:CreateLogStream PutLogEvents", place.log(group))])


def machine(place: Place, cluster: str, families: list[str], roles: list[str]) -> list[Request]:
    """What Step Functions does to run tasks and to wait for them."""
    here = {"ecs:cluster": place.arn("ecs", f"cluster/{cluster}")}
    return ([Request("ecs:RunTask", place.arn("ecs", f"task-definition/{family}{end}"), here)
             for family in families for end in ("", ":7")]
            + many("ecs:StopTask DescribeTasks", place.arn("ecs", f"task/{cluster}/0123"))
            + many("events:PutTargets PutRule DescribeRule",
                   place.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule"))
            + [Request("iam:PassRole", f"arn:aws:iam::{place.account}:role/{role}",
                       {"iam:PassedToService": "ecs-tasks.amazonaws.com"}) for role in roles]
            + many("sns:Publish", place.arn("sns", "fdnix-alerts")))


def schedule(place: Place, name: str, action: str, target: str) -> list[Request]:
    return [Request(action, target), Request("sqs:SendMessage", place.arn("sqs", f"{name}-dlq"))]


# --- Packages ------------------------------------------------------------------------------------------------------

PHASES = {"single": {"both": ("fdnix-nixpkgs-indexer", "/fdnix/nixpkgs-indexer")},
          "four": {"metadata": ("fdnix-metadata-generator", "/fdnix/metadata-generator"),
                   "embedding": ("fdnix-embedding-generator", "/fdnix/embedding-generator"),
                   "minified": ("fdnix-index-minifier", "/fdnix/nixpkgs-indexer"),
                   "publish": ("fdnix-layer-publisher", "/fdnix/nixpkgs-indexer")}}


def packages(place: Place, form: str, bedrock: bool = False, export: bool = False) -> dict[str, list[Request]]:
    phases = PHASES[form]
    layer = place.arn("lambda", "layer:fdnix-db-layer")
    search = place.arn("lambda", "function:fdnix-search-api")
    pipeline = place.arn("states", "stateMachine:fdnix-daily-pipeline")
    model = f"arn:aws:bedrock:{place.region}::foundation-model/amazon.titan-embed-text-v2:0"
    job = place.arn("bedrock", "model-invocation-job/abc123")
    bucket = f"arn:aws:s3:::fdnix-artifacts{place.suffix}"
    needs = {
        "fdnix-nixpkgs-indexer-task": indexer(bucket, layer, search),
        "fdnix-nixpkgs-indexer-execution": execution(
            place, "fdnix-nixpkgs-indexer", *{group for _, group in phases.values()}),
        "fdnix-daily-pipeline": machine(
            place, "fdnix-cluster", [family for family, _ in phases.values()],
            ["fdnix-nixpkgs-indexer-task", "fdnix-nixpkgs-indexer-execution"])
        + many("states:ListExecutions", pipeline),
        f"fdnix-daily-pipeline-trigger-{place.region}": schedule(
            place, "fdnix-daily-pipeline-trigger", "states:StartExecution", pipeline),
        "fdnix-search-api": function(place, "fdnix-search-api"),
        # What API Gateway asks of the role before it takes it.
        f"fdnix-api-gateway-logs-{place.region}": many(
            "logs:CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents GetLogEvents "
            "FilterLogEvents", place.log("API-Gateway-Execution-Logs_abc/v1")),
    }
    if bedrock:
        needs["fdnix-search-api"] += many("bedrock:InvokeModel", model)
        needs["fdnix-nixpkgs-indexer-task"] += (
            many("bedrock:InvokeModel CreateModelInvocationJob", model)
            + many("bedrock:CreateModelInvocationJob GetModelInvocationJob StopModelInvocationJob", job)
            + many("bedrock:ListFoundationModels ListModelInvocationJobs", "*")
            + many("iam:PassRole", f"arn:aws:iam::{place.account}:role/fdnix-bedrock-batch",
                   iam__PassedToService="bedrock.amazonaws.com"))
        needs["fdnix-bedrock-batch"] = (
            many("s3:GetObject", f"{bucket}/bedrock-batch/input/1/input.jsonl")
            + many("s3:PutObject", f"{bucket}/bedrock-batch/output/1/x/input.jsonl.out")
            + many("s3:ListBucket", bucket, s3__prefix="bedrock-batch/input/1/")
            + many("s3:ListBucket", bucket, s3__prefix="bedrock-batch/output/1/"))
    if export:
        vectors = f"arn:aws:s3:::fdnix-vec{place.suffix}"
        needs["fdnix-nixpkgs-indexer-task"] += (
            many("dynamodb:BatchWriteItem Scan", place.arn("dynamodb", "table/fdnix-packages"))
            + many("s3:GetObject PutObject DeleteObject AbortMultipartUpload", f"{vectors}/vectors/batch_0_100.json.gz",
                   f"{vectors}/vector-index/index.json.gz")
            + many("s3:ListBucket", vectors))
    return needs


def indexer(bucket: str, layer: str, search: str) -> list[Request]:
    """A run: Publisher and RunStorage, CacheStorage, BatchRunner, LambdaLayerService."""
    return (
        many("s3:GetObject PutObject DeleteObject AbortMultipartUpload",
             f"{bucket}/snapshots/20260101T020000Z-0a1b2c3d/fdnix.idx", f"{bucket}/snapshots/latest.json",
             f"{bucket}/fdnix-data.duckdb", f"{bucket}/fdnix.duckdb", f"{bucket}/fdnix.duckdb.layer.zip",
             f"{bucket}/cache/fdnix-vectors.duckdb", f"{bucket}/bedrock-batch/jobs/1.json")
        # An upload that was cut off goes on (PutOptions.resumes).
        + many("s3:ListBucketMultipartUploads", bucket, s3__prefix="snapshots/20260101T020000Z-0a1b2c3d/fdnix.idx")
        + many("s3:ListMultipartUploadParts", f"{bucket}/snapshots/20260101T020000Z-0a1b2c3d/fdnix.idx")
        + many("s3:ListBucket", bucket, s3__prefix="snapshots/2")
        + many("s3:ListBucket", bucket, s3__prefix="bedrock-batch/jobs/")
        + many("s3:ListBucket", bucket, s3__prefix="cache/")
        # A HEAD of an object that is not there: no prefix is told.
        + many("s3:ListBucket", bucket)
        + many("lambda:PublishLayerVersion ListLayerVersions", layer)
        + many("lambda:GetLayerVersion DeleteLayerVersion", f"{layer}:7")
        + many("lambda:GetFunctionConfiguration UpdateFunctionConfiguration InvokeFunction PublishVersion GetAlias "
               "UpdateAlias", search)
        + many("lambda:GetFunctionConfiguration", f"{search}:7"))


# --- Documents -----------------------------------------------------------------------------------------------------


def documents(place: Place, *, aurora: bool, scheduled: bool, models: list[str],
              endpoints: list[str]) -> dict[str, list[Request]]:
    def bucket(kind: str) -> str:
        return f"arn:aws:s3:::embed-documents-{kind}{place.suffix}"

    cache, links = (place.arn("dynamodb", f"table/embed-documents-{name}") for name in ("cache", "links"))
    secret = place.arn("secretsmanager", f"secret:{'embed-documents/database' if aurora else 'postgres'}-AbCdEf")
    lists = f"{bucket('processed')}/ingestion_input/run/config.json"
    results = f"{bucket('processed')}/ingestion_output/run"
    pipeline = place.arn("states", "stateMachine:embed-documents")
    child = place.arn("states", "execution:embed-documents/Documents:0123")
    # RemoteEmbedders, and the database by its secret.
    embeds = (many("bedrock:InvokeModel", *models) + many("sagemaker:InvokeEndpoint", *endpoints)
              + many("secretsmanager:GetSecretValue", secret))
    functions = {
        # CacheUpdate: looks at objects, changes rows.
        "cache-update": many("s3:GetObject", f"{bucket('input')}/a.txt") + many("s3:ListBucket", bucket("input"))
        + many("dynamodb:GetItem PutItem UpdateItem", cache)
        + many("sqs:SendMessage", place.arn("sqs", "embed-documents-lost-notifications")),
        # Manage, DocumentRemoval, MediaFolder.
        "manage": many("dynamodb:GetItem UpdateItem DeleteItem Scan", cache)
        + many("dynamodb:Query", f"{cache}/index/GSI1", f"{links}/index/GSI1") + many("dynamodb:BatchWriteItem", links)
        + many("s3:ListBucket", bucket("media")) + many("s3:DeleteObject", f"{bucket('media')}/0a1b/2c.png")
        + many("secretsmanager:GetSecretValue", secret),
        "detect": many("dynamodb:Query", f"{cache}/index/GSI1") + many("dynamodb:GetItem UpdateItem", cache)
        + many("s3:PutObject", lists),
        "summarize": many("s3:GetObject", lists, f"{results}/sf-results/a.json")
        + many("s3:ListBucket", bucket("processed")) + many("s3:PutObject", f"{results}/summary.json"),
        "search": list(embeds),
    }
    needs = {f"embed-documents-{name}": function(place, f"embed-documents-{name}") + own
             for name, own in functions.items()}
    # IngestionRun: DocumentFetch, PictureUpload, FilmFrames, ResultReporter, CacheTable+Claims, LinksTable, who reads
    # pages and hears films.
    needs["embed-documents-task"] = (
        embeds + many("s3:GetObject", f"{bucket('input')}/a.txt.metadata.json")
        + many("s3:ListBucket", bucket("input"), bucket("media"))
        + many("s3:PutObject", f"{results}/sf-results/a.json")
        + many("s3:GetObject PutObject AbortMultipartUpload", f"{bucket('media')}/0a1b/2c.png")
        + many("s3:GetObject PutObject DeleteObject", f"{bucket('media')}/transcripts/job")
        + many("dynamodb:GetItem PutItem UpdateItem", cache) + many("dynamodb:UpdateItem", links)
        + many("textract:StartDocumentAnalysis GetDocumentAnalysis", "*")
        + many("transcribe:StartTranscriptionJob GetTranscriptionJob", "*"))
    needs["embed-documents-execution"] = execution(place, "embed-documents", "/aws/ecs/embeddings")
    needs["embed-documents-machine"] = (
        machine(place, "EmbeddingsCluster", ["embed-documents"], ["embed-documents-task", "embed-documents-execution"])
        + many("lambda:InvokeFunction", *(place.arn("lambda", f"function:embed-documents-{name}")
                                          for name in ("manage", "detect", "summarize")))
        # The map reads its list, writes its results, and starts, follows and begins anew its children.
        + many("s3:GetObject", lists)
        + many("s3:GetObject PutObject ListMultipartUploadParts AbortMultipartUpload",
               f"{results}/sf-results/u/manifest.json")
        + many("states:StartExecution", pipeline)
        + many("states:DescribeExecution StopExecution RedriveExecution", child))
    if aurora:
        needs["embed-documents-migrate"] = many(
            "secretsmanager:GetSecretValue", place.arn("secretsmanager", "secret:rds!cluster-0123-AbCdEf"),
            **{"aws__ResourceTag/aws__rds__primaryDBClusterArn": place.arn("rds", "cluster:embed-documents")})
    if scheduled:
        needs[f"embed-documents-trigger-{place.region}"] = schedule(
            place, "embed-documents-trigger", "states:StartExecution", pipeline)
    return needs


# --- Receipts ------------------------------------------------------------------------------------------------------


def receipts(place: Place, *, segments: bool, keys: list[str]) -> dict[str, list[Request]]:
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
    # Lambda's pollers are the function's role; RetryDelay extends what failed.
    poll = "sqs:ReceiveMessage DeleteMessage GetQueueAttributes ChangeMessageVisibility"
    roles = {
        # EmbedRun, BundleStore, SnapshotStore (reading), KeptPlaces, SimilarLines, MerchantResolver, RunTable.
        f"upload-images-{place.stack}-embed-from-ndjson": many(poll, queue["embed-ndjson"])
        + many("s3:GetObject", f"{rows}/receipts/0123/receipt-00001/lines.ndjson", *snapshots, *old)
        + many("s3:GetObject PutObject AbortMultipartUpload", *deltas) + many("s3:ListBucket", bucket)
        + many("dynamodb:GetItem BatchGetItem PutItem", table)
        + many("secretsmanager:GetSecretValue", *secret.values()),
        # StreamProcessor; Lambda reads the stream as the function's role, and keeps what failed.
        f"{prefix}-stream-processor": many("dynamodb:ListStreams", "*")
        + many("dynamodb:DescribeStream GetRecords GetShardIterator", f"{table}/stream/2026")
        + many("sqs:SendMessage", queue["lines"], queue["words"], place.arn("sqs", f"{prefix}-stream-failures")),
        # Compactor, FactReader, EmbeddingStatus, CompactionLock, SnapshotStore+Publishing or ReceiptLeases.
        f"{prefix}-compactor": many(poll, queue["lines"], queue["words"]) + many("s3:GetObject", *deltas, *old)
        + many("s3:GetObject PutObject DeleteObject AbortMultipartUpload", *snapshots) + many("s3:ListBucket", bucket)
        + many("dynamodb:GetItem PutItem Query UpdateItem DeleteItem", table)
        + many("secretsmanager:GetSecretValue", *token),
        # Sweeper, BundlePresence.
        f"{prefix}-sweeper": many("dynamodb:Query", table, f"{table}/index/GSI1") + many("dynamodb:UpdateItem", table)
        + many("s3:GetObject", *deltas) + many("s3:ListBucket", bucket, rows)
        + many("sqs:SendMessage", *queue.values()),
    }
    needs = {name: function(place, name) + own for name, own in roles.items()}
    for name in "sweep", "enqueue-missing":
        needs[f"{prefix}-{name}-{place.region}"] = schedule(
            place, f"{prefix}-{name}", "lambda:InvokeFunction", place.arn("lambda", f"function:{prefix}-sweeper"))
    return needs


def network(place: Place, ids: dict[str, list[str]], files: tuple[str, str] | None) -> list[Request]:
    """What Lambda does as a function's role to stand in a network; ids are known once it is there."""
    interface = [place.arn("ec2", "network-interface/eni-1")]
    interface += [place.arn("ec2", f"{kind}/{each}") for kind, several in ids.items() for each in several]
    needs = (many("ec2:CreateNetworkInterface DeleteNetworkInterface AssignPrivateIpAddresses "
                  "UnassignPrivateIpAddresses", *interface)
             + many("ec2:DescribeNetworkInterfaces DescribeSubnets", "*"))
    if files:
        needs += many("elasticfilesystem:ClientMount ClientWrite", files[0],
                      elasticfilesystem__AccessPointArn=files[1])
    return needs
