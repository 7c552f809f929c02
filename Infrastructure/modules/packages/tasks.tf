# The tasks of the pipeline: one that does all, or one a phase, of the same image and with artifacts in S3 between them.

locals {
  # The sizes and log groups of the four are those of older pipelines, so that boards and alarms of those still fit.
  all = {
    both      = { family = "fdnix-nixpkgs-indexer", cpu = 2048, memory = 6144, log = "/fdnix/nixpkgs-indexer" }
    metadata  = { family = "fdnix-metadata-generator", cpu = 1024, memory = 3072, log = "/fdnix/metadata-generator" }
    embedding = { family = "fdnix-embedding-generator", cpu = 2048, memory = 6144, log = "/fdnix/embedding-generator" }
    minified  = { family = "fdnix-index-minifier", cpu = 2048, memory = 6144, log = "/fdnix/nixpkgs-indexer" }
    publish   = { family = "fdnix-layer-publisher", cpu = 1024, memory = 3072, log = "/fdnix/nixpkgs-indexer" }
  }
  phases     = var.pipeline == "single" ? ["both"] : ["metadata", "embedding", "minified", "publish"]
  log_groups = toset([for phase in local.phases : local.all[phase].log])

  environment = merge({
    AWS_REGION            = var.context.region
    ARTIFACTS_BUCKET      = module.artifacts.name
    DUCKDB_DATA_KEY       = local.data_key
    DUCKDB_MINIFIED_KEY   = local.minified_key
    FDNIX_OUTPUT          = "/out"
    OUTPUT_PATH           = "/out/fdnix-data.duckdb"
    OUTPUT_MINIFIED_PATH  = "/out/fdnix.duckdb"
    LAYER_ARN             = local.layer_arn
    SEARCH_FUNCTION_NAME  = local.function_name
    SEARCH_FUNCTION_ALIAS = "live"
    FDNIX_MIN_COVERAGE    = tostring(var.min_coverage)
    FDNIX_EMBEDDER        = var.embedder
    }, local.bedrock ? {
    BEDROCK_MODEL_ID = var.bedrock_model
    BEDROCK_ROLE_ARN = module.batch_role[0].known_arn
  } : {})
}

resource "aws_cloudwatch_log_group" "pipeline" {
  for_each = local.log_groups

  name              = each.key
  retention_in_days = 30
}

module "task" {
  source   = "../task"
  for_each = toset(local.phases)

  context            = var.context
  family             = local.all[each.key].family
  container          = "indexer"
  image              = coalesce(var.image, "${local.registry}/${local.repository}:${var.image_tag}")
  command            = ["index"]
  cpu                = local.all[each.key].cpu
  memory             = local.all[each.key].memory
  storage            = 30
  architecture       = "X86_64"
  folders            = { out = "/out", tmp = "/tmp" }
  stop_timeout       = 120
  log_group          = local.all[each.key].log
  log_prefix         = each.key
  task_role_arn      = module.task_role.arn
  execution_role_arn = module.execution_role.arn
  environment = merge(local.environment, {
    PROCESSING_MODE = each.key
    # The last phase of either form publishes.
    PUBLISH_LAYER = contains(["both", "publish"], each.key) ? "true" : "false"
  })
}

locals {
  objects = [for key in [
    "snapshots/*", local.data_key, local.minified_key, "${local.minified_key}.layer.zip", "cache/*", "bedrock-batch/*",
  ] : "${module.artifacts.arn}/${key}"]
}

module "task_role" {
  source = "../role"

  context     = var.context
  name        = "fdnix-nixpkgs-indexer-task"
  description = "What the indexer may do"
  service     = "ecs-tasks.amazonaws.com"
  source_arn  = "arn:${format(local.here, "ecs")}:*"
  statements = {
    Artifacts = {
      actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      resources = local.objects
    }
    # An upload that was cut off goes on where it was.
    Parts = { actions = ["s3:ListMultipartUploadParts"], resources = ["${module.artifacts.arn}/snapshots/*"] }
    # Whoever may not list is told 403 instead of 404 where an object is missing, and such a question has no prefix.
    ListArtifacts = {
      actions    = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
      resources  = [module.artifacts.arn]
      conditions = { StringLikeIfExists = { "s3:prefix" = ["snapshots/*", "cache/*", "bedrock-batch/*"] } }
    }
    ListLayer    = { actions = ["lambda:PublishLayerVersion", "lambda:ListLayerVersions"], resources = [local.layer_arn] }
    LayerVersion = { actions = ["lambda:GetLayerVersion", "lambda:DeleteLayerVersion"], resources = ["${local.layer_arn}:*"] }
    Function = {
      actions = [
        "lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration", "lambda:InvokeFunction",
        "lambda:PublishVersion", "lambda:GetAlias", "lambda:UpdateAlias",
      ]
      resources = [local.function_arn]
    }
    # A version of the function is another resource than the function.
    FunctionVersion = { actions = ["lambda:GetFunctionConfiguration"], resources = ["${local.function_arn}:*"] }
    Model           = { actions = ["bedrock:InvokeModel"], resources = [local.model_arn], when = local.bedrock }
    # A job is created for a model, and has an ARN only then.
    CreateJobs = {
      actions   = ["bedrock:CreateModelInvocationJob"]
      resources = [local.model_arn, local.jobs_arn]
      when      = local.bedrock
    }
    Jobs = {
      actions   = ["bedrock:GetModelInvocationJob", "bedrock:StopModelInvocationJob"]
      resources = [local.jobs_arn]
      when      = local.bedrock
    }
    # AWS knows no narrower resource for lists.
    ListModels = {
      actions   = ["bedrock:ListFoundationModels", "bedrock:ListModelInvocationJobs"]
      resources = ["*"]
      when      = local.bedrock
    }
    PassBatchRole = {
      actions    = ["iam:PassRole"]
      resources  = module.batch_role[*].known_arn
      conditions = { StringEquals = { "iam:PassedToService" = ["bedrock.amazonaws.com"] } }
      when       = local.bedrock
    }
    Export = {
      actions   = ["dynamodb:BatchWriteItem", "dynamodb:Scan"]
      resources = [local.table_arn]
      when      = var.export
    }
    ExportVectors = {
      actions   = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      resources = ["${local.vectors_arn}/vectors/*", "${local.vectors_arn}/vector-index/*"]
      when      = var.export
    }
    ListVectors = { actions = ["s3:ListBucket"], resources = [local.vectors_arn], when = var.export }
  }
}

module "execution_role" {
  source = "../role"

  context     = var.context
  name        = "fdnix-nixpkgs-indexer-execution"
  description = "Fetches the indexer's image and writes its logs"
  service     = "ecs-tasks.amazonaws.com"
  source_arn  = "arn:${format(local.here, "ecs")}:*"
  statements = {
    # AWS knows no narrower resource for it.
    Login = { actions = ["ecr:GetAuthorizationToken"], resources = ["*"] }
    Image = {
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = ["arn:${format(local.here, "ecr")}:repository/${local.repository}"]
    }
    Logs = {
      actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      resources = [for name in local.log_groups : "arn:${format(local.here, "logs")}:log-group:${name}:*"]
    }
  }
}

locals {
  batch_role = "fdnix-bedrock-batch"
}

# What Bedrock's batch jobs read and write the bucket as.
module "batch_role" {
  source = "../role"
  count  = local.bedrock ? 1 : 0

  context     = var.context
  name        = local.batch_role
  description = "What batch jobs of Bedrock may do"
  service     = "bedrock.amazonaws.com"
  source_arn  = local.jobs_arn
  statements = {
    Input  = { actions = ["s3:GetObject"], resources = ["${module.artifacts.arn}/bedrock-batch/input/*"] }
    Output = { actions = ["s3:PutObject"], resources = ["${module.artifacts.arn}/bedrock-batch/output/*"] }
    List = {
      actions    = ["s3:ListBucket"]
      resources  = [module.artifacts.arn]
      conditions = { StringLike = { "s3:prefix" = ["bedrock-batch/input/*", "bedrock-batch/output/*"] } }
    }
  }
}
