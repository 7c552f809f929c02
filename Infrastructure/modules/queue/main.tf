# A queue with its dead-letter queue, or a queue that only keeps what failed elsewhere. Both are encrypted.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  prefix       = "arn:${var.context.partition}:sqs:${var.context.region}:${var.context.account_id}"
  arn          = "${local.prefix}:${var.name}"
  dead_letters = var.max_receives == null ? {} : { queue = "${local.prefix}:${coalesce(var.dead_letter_name, "${var.name}-dlq")}" }
  # The names of all queues here, by their ARNs.
  names = merge({ (local.arn) = var.name }, { for arn in values(local.dead_letters) : arn => reverse(split(":", arn))[0] })
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  visibility_timeout_seconds = var.visibility
  message_retention_seconds  = var.retention_days * 86400
  receive_wait_time_seconds  = var.wait
  sqs_managed_sse_enabled    = true
  redrive_policy = var.max_receives == null ? null : jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters["queue"].arn
    maxReceiveCount     = var.max_receives
  })
}

resource "aws_sqs_queue" "dead_letters" {
  for_each = local.dead_letters

  name                      = local.names[each.value]
  message_retention_seconds = 14 * 86400
  sqs_managed_sse_enabled   = true
  # Written as text: an attribute of the other queue would make a circle.
  redrive_allow_policy = jsonencode({ redrivePermission = "byQueue", sourceQueueArns = [local.arn] })
}

resource "aws_sqs_queue_policy" "this" {
  for_each = merge({ queue = local.arn }, { for key, arn in local.dead_letters : "dead_letters" => arn })

  queue_url = each.key == "queue" ? aws_sqs_queue.this.id : aws_sqs_queue.dead_letters["queue"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyTLS"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = each.value
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
