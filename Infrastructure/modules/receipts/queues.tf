# The queues: receipts to embed, collections to compact, records of the stream that failed.

locals {
  queues = {
    embed = { name = "${local.prefix}-embed-ndjson-queue", dead = "${local.prefix}-embed-ndjson-dlq", receives = 5, wait = 0 }
    lines = { name = "${local.prefix}-lines-queue", dead = "${local.prefix}-lines-dlq", receives = 100, wait = 20 }
    words = { name = "${local.prefix}-words-queue", dead = "${local.prefix}-words-dlq", receives = 100, wait = 20 }
  }
}

module "queue" {
  source   = "../queue"
  for_each = local.queues

  context          = var.context
  name             = each.value.name
  dead_letter_name = each.value.dead
  max_receives     = each.value.receives
  visibility       = 1200
  wait             = each.value.wait
}

module "lost_records" {
  source = "../queue"

  context = var.context
  name    = "${local.prefix}-stream-failures"
}

resource "aws_lambda_event_source_mapping" "embed" {
  event_source_arn                   = module.queue["embed"].arn
  function_name                      = module.worker.name
  batch_size                         = 10
  maximum_batching_window_in_seconds = 0
  function_response_types            = ["ReportBatchItemFailures"]

  depends_on = [module.queue]
}

resource "aws_lambda_event_source_mapping" "collections" {
  for_each = toset(["lines", "words"])

  event_source_arn                   = module.queue[each.key].arn
  function_name                      = module.compactor.name
  batch_size                         = 100
  maximum_batching_window_in_seconds = 5
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }

  depends_on = [module.queue]
}

resource "aws_lambda_event_source_mapping" "stream" {
  event_source_arn                   = aws_dynamodb_table.receipts.stream_arn
  function_name                      = module.stream.name
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 100
  maximum_batching_window_in_seconds = 5
  parallelization_factor             = 5
  maximum_retry_attempts             = 10
  maximum_record_age_in_seconds      = 86400
  bisect_batch_on_function_error     = true
  function_response_types            = ["ReportBatchItemFailures"]

  destination_config {
    on_failure {
      destination_arn = module.lost_records.arn
    }
  }
}
