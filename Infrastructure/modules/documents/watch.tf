# What is watched: alarms, a dashboard, tasks that ran out of memory.

locals {
  namespace = "EmbedDocuments"
  runs      = { StateMachineArn = local.machine_arn }
  # Metrics have the dimensions service and model: a query adds them up, whatever models there are.
  query = "SELECT %s(%s) FROM SCHEMA(\"${local.namespace}\", model, service)"
  # What detect says of runs that name no model.
  scheduled = { service = "ingestion-embeddings", model = "default" }
}

resource "aws_cloudwatch_event_rule" "memory" {
  name        = "${local.name}-out-of-memory"
  description = "A task was ended for want of memory (${var.documentation}/runbooks/documents.md#out-of-memory)"
  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Task State Change"]
    detail = {
      clusterArn = ["${format(local.here, "ecs")}:cluster/${local.cluster}"]
      lastStatus = ["STOPPED"]
      containers = { reason = [{ prefix = "OutOfMemory" }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "memory" {
  rule      = aws_cloudwatch_event_rule.memory.name
  target_id = "alerts"
  arn       = var.alerts_topic_arn
}

module "alarms" {
  source = "../alarms"

  prefix    = local.name
  topic_arn = var.alerts_topic_arn
  runbook   = "${var.documentation}/runbooks/documents.md"
  alarms = {
    run-failed = {
      meaning    = "A run failed, or documents of it did"
      metric     = { namespace = "AWS/States", name = "ExecutionsFailed", dimensions = local.runs }
      comparison = "GreaterThanOrEqualToThreshold"
      threshold  = 1
    }
    documents-failed = {
      meaning    = "Documents failed within the last hour"
      query      = format(local.query, "SUM", "DocumentsFailed")
      comparison = "GreaterThanOrEqualToThreshold"
      threshold  = 1
      period     = 3600
    }
    pending-old = {
      meaning   = "A document has waited for more than a day: does anything start runs?"
      query     = format(local.query, "MAX", "PendingAgeSeconds")
      threshold = 86400
    }
    model-throttles = {
      meaning   = "The model turned calls away more than 100 times in five minutes"
      query     = format(local.query, "SUM", "EmbedThrottles")
      threshold = 100
    }
    deleted-not-removed = {
      # Alarms on queries see three hours, and a run may be all that a day has.
      meaning   = "Each run of a day left deleted documents stored"
      metric    = { namespace = local.namespace, name = "ReadyDeleteBacklog", dimensions = local.scheduled, statistic = "Minimum" }
      threshold = 0
      period    = 86400
    }
    out-of-memory = {
      meaning    = "A task was ended for want of memory"
      metric     = { namespace = "AWS/Events", name = "TriggeredRules", dimensions = { RuleName = aws_cloudwatch_event_rule.memory.name } }
      comparison = "GreaterThanOrEqualToThreshold"
      threshold  = 1
    }
    notifications-lost = {
      meaning   = "Notifications of the input bucket could not be handled: rows may be out of date"
      metric    = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = module.lost_events.name }, statistic = "Maximum" }
      threshold = 0
    }
  }
}

module "dashboard" {
  source = "../dashboard"

  context = var.context
  name    = local.name
  graphs = {
    "Runs"      = { metrics = [for name in ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed"] : ["AWS/States", name, local.runs]] }
    "Documents" = { queries = { for name in ["DocumentsIngested", "DocumentsFailed", "DocumentsSkipped", "DocumentsWithoutChunks"] : name => format(local.query, "SUM", name) } }
    "Chunks"    = { queries = { for name in ["ChunksWritten", "ChunksReused"] : name => format(local.query, "SUM", name) } }
    "Models"    = { queries = { for name in ["EmbedCalls", "EmbedThrottles"] : name => format(local.query, "SUM", name) } }
    "Latency"   = { queries = { for name in ["EmbedLatencyMs", "IngestDurationMs"] : name => format(local.query, "AVG", name) } }
    "Waiting"   = { queries = { for name in ["PendingDocuments", "ReadyDeleteBacklog"] : name => format(local.query, "MAX", name) } }
    "Age"       = { queries = { PendingAgeSeconds = format(local.query, "MAX", "PendingAgeSeconds") } }
    "Memory"    = { metrics = [for name in ["MemoryUtilized", "MemoryReserved"] : ["ECS/ContainerInsights", name, { ClusterName = local.cluster }]], statistic = "Maximum" }
    "Functions" = { metrics = [for name in keys(local.functions) : ["AWS/Lambda", "Errors", { FunctionName = "${local.name}-${name}" }]] }
    "Pages"     = { queries = { OcrPages = format(local.query, "SUM", "OcrPages") } }
  }
}
