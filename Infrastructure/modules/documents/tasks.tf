# The task that embeds a document, and the one that makes the tables.

locals {
  # What every role reads; names of variables are older than the providers that there are now.
  environment = merge({
    REGION_NAME                 = var.context.region
    CACHE_TABLE_NAME            = aws_dynamodb_table.cache.name
    LINKS_TABLE_NAME            = aws_dynamodb_table.links.name
    MEDIA_BUCKET_NAME           = module.bucket["media"].name
    PROCESSED_BUCKET_NAME       = module.bucket["processed"].name
    EMBEDDINGS_SAGEMAKER_MODELS = jsonencode([for model in var.models : { for key, value in model : key => value if value != null }])
    RDS_ENDPOINT                = local.host
    RDS_SECRET_ARN              = local.secret_id
    # Aurora's certificates are of an authority that no system knows.
  }, local.aurora ? { DB_SSLROOTCERT = var.database_certificates.image } : {})
  image = coalesce(var.image, "${local.registry}/${local.repository}:${var.image_tag}")
  video = {
    VIDEO_GUIDE_MODEL_ID = try(var.video_models[0], "")
    VIDEO_FRAME_MODEL_ID = try(var.video_models[1], "")
  }
}

resource "aws_cloudwatch_log_group" "tasks" {
  name              = local.log_group
  retention_in_days = 7
}

module "task" {
  source = "../task"

  context            = var.context
  family             = local.name
  container          = "embeddings"
  image              = local.image
  command            = ["task"]
  cpu                = var.task_cpu
  memory             = var.task_memory
  storage            = 50
  architecture       = var.architecture == "arm64" ? "ARM64" : "X86_64"
  folders            = { tmp = "/tmp" }
  stop_timeout       = 60
  log_group          = aws_cloudwatch_log_group.tasks.name
  log_prefix         = "embeddings"
  task_role_arn      = module.task_role.arn
  execution_role_arn = module.execution_role.arn
  environment        = merge(local.environment, { for name, value in local.video : name => value if value != "" })
}

# Started by hand, after a deployment with other models: it enters the database as the user who made it.
module "migrate" {
  source = "../task"
  count  = local.aurora ? 1 : 0

  context            = var.context
  family             = "${local.name}-migrate"
  container          = "embeddings"
  image              = local.image
  command            = ["migrate"]
  cpu                = 1024
  memory             = 2048
  storage            = 21
  architecture       = var.architecture == "arm64" ? "ARM64" : "X86_64"
  folders            = { tmp = "/tmp" }
  stop_timeout       = 60
  log_group          = aws_cloudwatch_log_group.tasks.name
  log_prefix         = "migrate"
  task_role_arn      = module.migrate_role[0].arn
  execution_role_arn = module.execution_role.arn
  environment = merge(local.environment, {
    RDS_ENDPOINT   = aws_rds_cluster.this[0].endpoint
    RDS_SECRET_ARN = aws_rds_cluster.this[0].master_user_secret[0].secret_arn
  })
}

module "migrate_role" {
  source = "../role"
  count  = local.aurora ? 1 : 0

  context     = var.context
  name        = "${local.name}-migrate"
  description = "What the task that makes tables may do"
  service     = "ecs-tasks.amazonaws.com"
  source_arn  = "${format(local.here, "ecs")}:*"
  statements = {
    # The name of the secret is RDS's own; it says by a tag whose it is.
    Secret = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = ["${format(local.here, "secretsmanager")}:secret:rds!cluster-*"]
      conditions = {
        StringEquals = { "aws:ResourceTag/aws:rds:primaryDBClusterArn" = ["${format(local.here, "rds")}:cluster:${local.name}"] }
      }
    }
  }
}

locals {
  # What whoever embeds may do, tasks and searches alike.
  embedding = {
    Models    = { actions = ["bedrock:InvokeModel"], resources = local.model_arns, when = length(local.model_arns) > 0 }
    Endpoints = { actions = ["sagemaker:InvokeEndpoint"], resources = local.endpoint_arns, when = length(local.endpoint_arns) > 0 }
    Secret    = { actions = ["secretsmanager:GetSecretValue"], resources = [local.secret_arn] }
  }
}

module "task_role" {
  source = "../role"

  context     = var.context
  name        = "${local.name}-task"
  description = "What the task that embeds may do"
  service     = "ecs-tasks.amazonaws.com"
  source_arn  = "${format(local.here, "ecs")}:*"
  statements = merge(local.embedding, {
    ReadInput = { actions = ["s3:GetObject"], resources = ["${local.bucket.input}/*"] }
    # Whoever may not list is told 403 instead of 404 where a sidecar or a picture is missing.
    Missing = { actions = ["s3:ListBucket"], resources = [local.bucket.input, local.bucket.media] }
    Results = { actions = ["s3:PutObject"], resources = ["${local.bucket.processed}/ingestion_output/*"] }
    # Transcribe writes what it hears as whoever asked it to.
    Media       = { actions = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], resources = ["${local.bucket.media}/*"] }
    Transcripts = { actions = ["s3:DeleteObject"], resources = ["${local.bucket.media}/transcripts/*"] }
    Cache       = { actions = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], resources = [local.cache_arn] }
    Links       = { actions = ["dynamodb:UpdateItem"], resources = [local.links_arn] }
    # AWS knows no narrower resource for these.
    Pages = { actions = ["textract:StartDocumentAnalysis", "textract:GetDocumentAnalysis"], resources = ["*"] }
    Films = { actions = ["transcribe:StartTranscriptionJob", "transcribe:GetTranscriptionJob"], resources = ["*"] }
  })
}

module "execution_role" {
  source = "../role"

  context     = var.context
  name        = "${local.name}-execution"
  description = "Fetches the image and writes the logs of tasks"
  service     = "ecs-tasks.amazonaws.com"
  source_arn  = "${format(local.here, "ecs")}:*"
  statements = {
    # AWS knows no narrower resource for it.
    Login = { actions = ["ecr:GetAuthorizationToken"], resources = ["*"] }
    Image = {
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = ["${format(local.here, "ecr")}:repository/${local.repository}"]
    }
    Logs = { actions = ["logs:CreateLogStream", "logs:PutLogEvents"], resources = ["${format(local.here, "logs")}:log-group:${local.log_group}:*"] }
  }
}
