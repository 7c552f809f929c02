# The functions: the worker, the stream's processor, the compactor, the sweeper.

locals {
  network = {
    subnet_ids         = var.private_subnet_ids
    security_group_ids = concat([var.security_group_id], aws_security_group.clients[*].id)
  }
  file_system = local.segments ? {
    arn              = aws_efs_file_system.this[0].arn
    access_point_arn = aws_efs_access_point.this[0].arn
    path             = "/mnt/chroma"
    mount_target_ids = aws_efs_mount_target.this[*].id
  } : null

  base = {
    CHROMADB_BUCKET     = module.collections.name
    DYNAMODB_TABLE_NAME = aws_dynamodb_table.receipts.name
    # Named in any case, so that nothing is guessed from what else there is.
    STORAGE_BACKEND = "aws"
  }
  queue_urls = {
    EMBED_NDJSON_QUEUE_URL = module.queue["embed"].url
    LINES_QUEUE_URL        = module.queue["lines"].url
    WORDS_QUEUE_URL        = module.queue["words"].url
  }
  keeper = merge(
    { COLLECTION_BACKEND = var.collection_backend, CHROMA_ROOT = local.segments ? "/mnt/chroma" : "/tmp/chroma" },
    local.segments ? {} : { CHROMA_URL = coalesce(var.chroma_url, "missing"), CHROMA_TENANT = var.chroma_tenant, CHROMA_DATABASE = var.chroma_database },
    contains(keys(local.secrets), "chroma") ? { CHROMA_TOKEN_SECRET_ARN = aws_secretsmanager_secret.key["chroma"].arn } : {},
  )
  # What makes the vectors. A collection has those of one model, so that the compactor is told of it too; it reads no key.
  space = merge(
    { EMBEDDING_PROVIDER = var.embedding_provider },
    var.embedding_provider == "openai" ? { OPENAI_API_KEY_SECRET_ARN = aws_secretsmanager_secret.key["openai"].arn } : {},
  )
  model = merge(
    local.space,
    var.places ? { GOOGLE_PLACES_API_KEY_SECRET_ARN = aws_secretsmanager_secret.key["places"].arn } : {},
  )

  bucket      = module.collections.arn
  deltas      = ["${local.bucket}/lines/delta/*", "${local.bucket}/words/delta/*"]
  snapshots   = ["${local.bucket}/lines/snapshot/*", "${local.bucket}/words/snapshot/*"]
  old         = ["${local.bucket}/snapshots/*"]
  collections = { for name in ["lines", "words"] : name => module.queue[name].arn }
  # Whoever may not list is told 403 instead of 404 where an object is missing.
  list         = { actions = ["s3:ListBucket"], resources = [local.bucket] }
  chroma_token = { actions = ["secretsmanager:GetSecretValue"], resources = [lookup(local.secret_arns, "chroma", "none")], when = contains(keys(local.secrets), "chroma") }
}

module "worker" {
  source = "../function"

  context      = var.context
  name         = local.functions.worker
  description  = "Embeds the lines and words of receipts"
  archive      = var.archive
  architecture = var.architecture
  memory       = 2048
  storage      = 5120
  timeout      = 900
  network      = local.network
  file_system  = local.file_system
  environment = merge(local.base, local.keeper, local.model, {
    RECEIPTS_ROLE          = "embed-worker"
    EMBED_NDJSON_QUEUE_URL = local.queue_urls.EMBED_NDJSON_QUEUE_URL
    ARTIFACTS_BUCKET       = module.artifacts.name
  })
  statements = {
    Rows      = { actions = ["s3:GetObject"], resources = ["${module.artifacts.arn}/receipts/*"] }
    Deltas    = { actions = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], resources = local.deltas }
    Snapshots = { actions = ["s3:GetObject"], resources = concat(local.snapshots, local.old), when = local.segments }
    List      = local.list
    ListRows  = { actions = ["s3:ListBucket"], resources = [module.artifacts.arn] }
    Table     = { actions = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"], resources = [local.table_arn] }
    # The queue's messages, and the growing delay of those that failed.
    Queue = {
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
      resources = [module.queue["embed"].arn]
    }
    Keys = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [for key, arn in local.secret_arns : arn if key != "chroma"]
      when      = length([for key in keys(local.secrets) : key if key != "chroma"]) > 0
    }
    ChromaToken = local.chroma_token
  }
}

module "stream" {
  source = "../function"

  context      = var.context
  name         = local.functions.stream
  description  = "Turns changes of the table into messages for the compactor"
  archive      = var.archive
  architecture = var.architecture
  memory       = 256
  timeout      = 120
  environment = merge(local.base, {
    RECEIPTS_ROLE   = "stream-processor"
    LINES_QUEUE_URL = local.queue_urls.LINES_QUEUE_URL
    WORDS_QUEUE_URL = local.queue_urls.WORDS_QUEUE_URL
  })
  statements = {
    Stream = {
      actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
      resources = ["${local.table_arn}/stream/*"]
    }
    # AWS knows no narrower resource for it.
    ListStreams = { actions = ["dynamodb:ListStreams"], resources = ["*"] }
    Send        = { actions = ["sqs:SendMessage"], resources = concat(values(local.collections), [module.lost_records.arn]) }
  }
}

module "compactor" {
  source = "../function"

  context      = var.context
  name         = local.functions.compactor
  description  = "Merges vectors into the collections and publishes them"
  archive      = var.archive
  architecture = var.architecture
  memory       = 4096
  storage      = 10240
  timeout      = 900
  network      = local.network
  file_system  = local.file_system
  environment = merge(local.base, local.keeper, local.space, {
    RECEIPTS_ROLE   = "compactor"
    LINES_QUEUE_URL = local.queue_urls.LINES_QUEUE_URL
    WORDS_QUEUE_URL = local.queue_urls.WORDS_QUEUE_URL
  })
  statements = {
    Deltas = { actions = ["s3:GetObject"], resources = local.deltas }
    Snapshots = {
      actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      resources = local.snapshots
      when      = local.segments
    }
    OldSnapshots = { actions = ["s3:GetObject"], resources = local.old, when = local.segments }
    List         = local.list
    Table = {
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
      resources = [local.table_arn]
    }
    Queues = {
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
      resources = values(local.collections)
    }
    ChromaToken = local.chroma_token
  }
}

module "sweeper" {
  source = "../function"

  context      = var.context
  name         = local.functions.sweeper
  description  = "Sends work again that was begun and not ended"
  archive      = var.archive
  architecture = var.architecture
  memory       = 512
  timeout      = 300
  environment = merge(local.base, local.queue_urls, {
    RECEIPTS_ROLE    = "sweeper"
    ARTIFACTS_BUCKET = module.artifacts.name
  })
  statements = {
    Runs     = { actions = ["dynamodb:Query"], resources = [local.table_arn, "${local.table_arn}/index/GSI1"] }
    Table    = { actions = ["dynamodb:UpdateItem"], resources = [local.table_arn] }
    Deltas   = { actions = ["s3:GetObject"], resources = local.deltas }
    List     = local.list
    ListRows = { actions = ["s3:ListBucket"], resources = [module.artifacts.arn] }
    Send     = { actions = ["sqs:SendMessage"], resources = concat(values(local.collections), [module.queue["embed"].arn]) }
  }
}

module "sweeps" {
  source = "../schedule"
  for_each = {
    sweep           = { expression = "rate(5 minutes)", input = {}, what = "Sends stalled work again" }
    enqueue-missing = { expression = "cron(30 3 * * ? *)", input = { enqueue_missing = true }, what = "Sends receipts again that no run is of" }
  }

  context     = var.context
  name        = "${local.prefix}-${each.key}"
  description = each.value.what
  expression  = each.value.expression
  target_arn  = module.sweeper.arn
  action      = "lambda:InvokeFunction"
  input       = each.value.input
}
