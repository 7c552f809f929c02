# Receipts: queues and functions that embed what was read off receipts, a table whose stream drives them, a compactor that
# merges vectors into collections on a file system and publishes them in a bucket.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  prefix = "${var.name}-${var.stack}"
  # The name that those who send to the worker know.
  functions = {
    worker    = "upload-images-${var.stack}-embed-from-ndjson"
    stream    = "${local.prefix}-stream-processor"
    compactor = "${local.prefix}-compactor"
    sweeper   = "${local.prefix}-sweeper"
  }
  table     = "${local.prefix}-receipts"
  here      = "arn:${var.context.partition}:%s:${var.context.region}:${var.context.account_id}"
  table_arn = "${format(local.here, "dynamodb")}:table/${local.table}"
  segments  = var.collection_backend == "segments"
}

module "collections" {
  source = "../bucket"

  context         = var.context
  name            = "${local.prefix}-chromadb${var.bucket_suffix}"
  delete_data     = var.delete_data
  noncurrent_days = 1
  expirations     = { "lines/delta/" = 30, "words/delta/" = 30, "temp/" = 1 }
}

module "artifacts" {
  source = "../bucket"

  context     = var.context
  name        = "${local.prefix}-artifacts${var.bucket_suffix}"
  delete_data = var.delete_data
}

resource "aws_dynamodb_table" "receipts" {
  name                        = local.table
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "PK"
  range_key                   = "SK"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = !var.delete_data

  dynamic "attribute" {
    for_each = ["PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "GSI3PK", "GSI3SK", "TYPE"]
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = ["GSI1", "GSI2", "GSI3"]
    content {
      name            = global_secondary_index.value
      hash_key        = "${global_secondary_index.value}PK"
      range_key       = "${global_secondary_index.value}SK"
      projection_type = "ALL"
    }
  }

  global_secondary_index {
    name            = "GSITYPE"
    hash_key        = "TYPE"
    projection_type = "ALL"
  }

  ttl {
    attribute_name = "time_to_live"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }
}

# What is stored in them is written by hand, so that no key is in a plan or a state.
resource "aws_secretsmanager_secret" "key" {
  for_each = local.secrets

  name                    = each.value
  description             = "For the receipts of ${var.stack}"
  recovery_window_in_days = var.delete_data ? 0 : 30
}

locals {
  secrets = merge(
    var.embedding_provider == "openai" ? { openai = "${local.prefix}/openai-api-key" } : {},
    var.places ? { places = "${local.prefix}/google-places-api-key" } : {},
    var.collection_backend == "chroma" && var.chroma_token ? { chroma = "${local.prefix}/chroma-token" } : {},
  )
  # An ARN of a secret ends with six characters that nobody knows before.
  secret_arns = { for key, name in local.secrets : key => "${format(local.here, "secretsmanager")}:secret:${name}-??????" }
}
