# An earlier layout of the data, for those who read it: items of DynamoDB, vectors in a bucket.

locals {
  vectors     = "fdnix-vec${var.bucket_suffix}"
  vectors_arn = "arn:${var.context.partition}:s3:::${local.vectors}"
}

resource "aws_dynamodb_table" "packages" {
  count = var.export ? 1 : 0

  name                        = local.table
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "packageName"
  range_key                   = "version"
  deletion_protection_enabled = !var.delete_data

  dynamic "attribute" {
    for_each = ["packageName", "version", "lastUpdated"]
    content {
      name = attribute.value
      type = "S"
    }
  }

  global_secondary_index {
    name            = "lastUpdated-index"
    hash_key        = "lastUpdated"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }
}

module "vectors" {
  source = "../bucket"
  count  = var.export ? 1 : 0

  context     = var.context
  name        = local.vectors
  delete_data = var.delete_data
}
