"""What the roles of packages must be able to do."""

from needs import Needs, Place, execution, function, machine, many, schedule
from policy import Request

PHASES = {"single": {"both": ("fdnix-nixpkgs-indexer", "/fdnix/nixpkgs-indexer")},
          "four": {"metadata": ("fdnix-metadata-generator", "/fdnix/metadata-generator"),
                   "embedding": ("fdnix-embedding-generator", "/fdnix/embedding-generator"),
                   "minified": ("fdnix-index-minifier", "/fdnix/nixpkgs-indexer"),
                   "publish": ("fdnix-layer-publisher", "/fdnix/nixpkgs-indexer")}}


def packages(place: Place, form: str, bedrock: bool = False, export: bool = False) -> dict[str, Needs]:
    phases = PHASES[form]
    layer = place.arn("lambda", "layer:fdnix-db-layer")
    search = place.arn("lambda", "function:fdnix-search-api")
    pipeline = place.arn("states", "stateMachine:fdnix-daily-pipeline")
    model = f"arn:aws:bedrock:{place.region}::foundation-model/amazon.titan-embed-text-v2:0"
    job = place.arn("bedrock", "model-invocation-job/abc123")
    bucket = f"arn:aws:s3:::fdnix-artifacts{place.suffix}"
    needs = {
        "fdnix-nixpkgs-indexer-task": Needs(indexer(bucket, layer, search), []),
        "fdnix-nixpkgs-indexer-execution": execution(
            place, "fdnix-nixpkgs-indexer", *{group for _, group in phases.values()}),
        "fdnix-daily-pipeline": machine(
            place, "fdnix-cluster", [family for family, _ in phases.values()],
            ["fdnix-nixpkgs-indexer-task", "fdnix-nixpkgs-indexer-execution"],
            *many("states:ListExecutions", pipeline)),
        f"fdnix-daily-pipeline-trigger-{place.region}": schedule(
            place, "fdnix-daily-pipeline-trigger", "states:StartExecution", pipeline),
        "fdnix-search-api": function(place, "fdnix-search-api", []),
        # What API Gateway asks of the role before it takes it.
        f"fdnix-api-gateway-logs-{place.region}": Needs([], many(
            "logs:CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents GetLogEvents "
            "FilterLogEvents", place.log("API-Gateway-Execution-Logs_abc/v1"))),
    }
    if bedrock:
        needs["fdnix-search-api"] = needs["fdnix-search-api"].and_asked(many("bedrock:InvokeModel", model))
        needs["fdnix-nixpkgs-indexer-task"] = needs["fdnix-nixpkgs-indexer-task"].and_asked(
            many("bedrock:InvokeModel CreateModelInvocationJob", model)
            + many("bedrock:CreateModelInvocationJob GetModelInvocationJob StopModelInvocationJob", job)
            + many("bedrock:ListFoundationModels ListModelInvocationJobs", "*")
            + many("iam:PassRole", f"arn:aws:iam::{place.account}:role/fdnix-bedrock-batch",
                   iam__PassedToService="bedrock.amazonaws.com"))
        needs["fdnix-bedrock-batch"] = Needs(
            [], many("s3:GetObject", f"{bucket}/bedrock-batch/input/1/input.jsonl")
            + many("s3:PutObject", f"{bucket}/bedrock-batch/output/1/x/input.jsonl.out")
            + many("s3:ListBucket", bucket, s3__prefix="bedrock-batch/input/1/")
            + many("s3:ListBucket", bucket, s3__prefix="bedrock-batch/output/1/"))
    if export:
        vectors = f"arn:aws:s3:::fdnix-vec{place.suffix}"
        needs["fdnix-nixpkgs-indexer-task"] = needs["fdnix-nixpkgs-indexer-task"].and_asked(
            many("dynamodb:BatchWriteItem Scan", place.arn("dynamodb", "table/fdnix-packages"))
            + many("s3:PutObject DeleteObject AbortMultipartUpload", f"{vectors}/vectors/batch_0_100.json.gz",
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
