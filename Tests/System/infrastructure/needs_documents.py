"""What the roles of documents must be able to do."""

from needs import Needs, Place, execution, function, machine, many, schedule


def documents(place: Place, *, aurora: bool, scheduled: bool, models: list[str],
              endpoints: list[str]) -> dict[str, Needs]:
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
        + many("dynamodb:GetItem PutItem UpdateItem", cache),
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
    # Lambda keeps what the function failed to handle.
    kept = {"cache-update": many("sqs:SendMessage", place.arn("sqs", "embed-documents-lost-notifications"))}
    needs = {f"embed-documents-{name}": function(place, f"embed-documents-{name}", own, *kept.get(name, []))
             for name, own in functions.items()}
    # IngestionRun: DocumentFetch, PictureUpload, FilmFrames, ResultReporter, CacheTable+Claims, LinksTable, who reads
    # pages and hears films.
    needs["embed-documents-task"] = Needs(
        embeds + many("s3:GetObject", f"{bucket('input')}/a.txt.metadata.json")
        + many("s3:ListBucket", bucket("input"), bucket("media"))
        + many("s3:PutObject", f"{results}/sf-results/a.json")
        + many("s3:GetObject PutObject AbortMultipartUpload", f"{bucket('media')}/0a1b/2c.png")
        + many("s3:GetObject PutObject DeleteObject", f"{bucket('media')}/transcripts/job")
        + many("dynamodb:GetItem PutItem UpdateItem", cache) + many("dynamodb:UpdateItem", links)
        + many("textract:StartDocumentAnalysis GetDocumentAnalysis", "*")
        + many("transcribe:StartTranscriptionJob GetTranscriptionJob", "*"), [])
    needs["embed-documents-execution"] = execution(place, "embed-documents", "/aws/ecs/embeddings")
    needs["embed-documents-machine"] = machine(
        place, "EmbeddingsCluster", ["embed-documents"], ["embed-documents-task", "embed-documents-execution"],
        *many("lambda:InvokeFunction", *(place.arn("lambda", f"function:embed-documents-{name}")
                                         for name in ("manage", "detect", "summarize"))),
        # The map reads its list, writes its results, and starts, follows and begins anew its children.
        *many("s3:GetObject", lists),
        *many("s3:GetObject PutObject ListMultipartUploadParts AbortMultipartUpload",
              f"{results}/sf-results/u/manifest.json"),
        *many("states:StartExecution", pipeline),
        *many("states:DescribeExecution StopExecution RedriveExecution", child))
    if aurora:
        needs["embed-documents-migrate"] = Needs(many(
            "secretsmanager:GetSecretValue", place.arn("secretsmanager", "secret:rds!cluster-0123-AbCdEf"),
            **{"aws__ResourceTag/aws__rds__primaryDBClusterArn": place.arn("rds", "cluster:embed-documents")}), [])
    if scheduled:
        needs[f"embed-documents-trigger-{place.region}"] = schedule(
            place, "embed-documents-trigger", "states:StartExecution", pipeline)
    return needs
