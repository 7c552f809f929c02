# Packages: a nightly pipeline that indexes nixpkgs, a layer with the index, a function that searches it, an API.

terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.us_east_1]
    }
  }
}

locals {
  function_name = "fdnix-search-api"
  layer_name    = "fdnix-db-layer"
  repository    = "fdnix-nixpkgs-indexer"
  machine       = "fdnix-daily-pipeline"
  table         = "fdnix-packages"
  data_key      = "fdnix-data.duckdb"
  minified_key  = "fdnix.duckdb"
  cache_key     = "cache/fdnix-vectors.duckdb"
  bedrock       = var.embedder == "bedrock"

  registry     = "${var.context.account_id}.dkr.ecr.${var.context.region}.amazonaws.com"
  here         = "${var.context.partition}:%s:${var.context.region}:${var.context.account_id}"
  layer_arn    = "arn:${format(local.here, "lambda")}:layer:${local.layer_name}"
  function_arn = "arn:${format(local.here, "lambda")}:function:${local.function_name}"
  machine_arn  = "arn:${format(local.here, "states")}:stateMachine:${local.machine}"
  table_arn    = "arn:${format(local.here, "dynamodb")}:table/${local.table}"
  model_arn    = "arn:${var.context.partition}:bedrock:${var.context.region}::foundation-model/${var.bedrock_model}"
  jobs_arn     = "arn:${format(local.here, "bedrock")}:model-invocation-job/*"
}

module "artifacts" {
  source = "../bucket"

  context     = var.context
  name        = "fdnix-artifacts${var.bucket_suffix}"
  delete_data = var.delete_data
  expirations = { "bedrock-batch/" = 30 }
}

resource "aws_ecr_repository" "indexer" {
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

resource "aws_ecr_lifecycle_policy" "indexer" {
  repository = aws_ecr_repository.indexer.name
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
  name = "fdnix-cluster"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}
