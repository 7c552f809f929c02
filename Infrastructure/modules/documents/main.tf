# Documents: buckets and tables, a state machine that ingests what changed, tasks that embed, a search.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  name       = "embed-documents"
  cluster    = "EmbeddingsCluster"
  machine    = local.name
  log_group  = "/aws/ecs/embeddings"
  repository = local.name
  cache      = "${local.name}-cache"
  links      = "${local.name}-links"

  registry  = "${var.context.account_id}.dkr.ecr.${var.context.region}.amazonaws.com"
  here      = "arn:${var.context.partition}:%s:${var.context.region}:${var.context.account_id}"
  cache_arn = "${format(local.here, "dynamodb")}:table/${local.cache}"
  links_arn = "${format(local.here, "dynamodb")}:table/${local.links}"

  bucket = { for kind in ["input", "processed", "media"] : kind => module.bucket[kind].arn }

  # Base models have no account, profiles have one, and a profile may send a call to any region.
  model_ids = concat([for model in var.models : model.modelId if model.provider == "bedrock"], var.video_models)
  base_ids  = distinct([for id in local.model_ids : replace(id, "/^(us|eu|apac|global|us-gov)\\./", "")])
  model_arns = concat(
    [for id in local.base_ids : "arn:${var.context.partition}:bedrock:*::foundation-model/${id}"],
    [for id in local.model_ids : "${format(local.here, "bedrock")}:inference-profile/${id}" if !contains(local.base_ids, id)],
  )
  endpoint_arns = [
    for model in var.models : "${format(local.here, "sagemaker")}:endpoint/${lower(model.modelEndpointName)}"
    if model.provider == "sagemaker"
  ]
}

module "bucket" {
  source   = "../bucket"
  for_each = toset(["input", "processed", "media"])

  context     = var.context
  name        = "${local.name}-${each.key}${var.bucket_suffix}"
  delete_data = var.delete_data
}

resource "aws_dynamodb_table" "cache" {
  name                        = local.cache
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "PK"
  range_key                   = "SK"
  deletion_protection_enabled = !var.delete_data

  dynamic "attribute" {
    for_each = ["PK", "SK", "UpdatedStatus", "FileURI"]
    content {
      name = attribute.value
      type = "S"
    }
  }

  global_secondary_index {
    name            = "GSI1"
    hash_key        = "UpdatedStatus"
    range_key       = "FileURI"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_dynamodb_table" "links" {
  name                        = local.links
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "uuid"
  deletion_protection_enabled = !var.delete_data

  dynamic "attribute" {
    for_each = ["uuid", "source_uri"]
    content {
      name = attribute.value
      type = "S"
    }
  }

  global_secondary_index {
    name            = "GSI1"
    hash_key        = "source_uri"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_ecr_repository" "this" {
  name                 = local.repository
  image_tag_mutability = "MUTABLE"
  force_delete         = var.delete_data

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "AES256"
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep 10 images"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_ecs_cluster" "this" {
  name = local.cluster

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}
