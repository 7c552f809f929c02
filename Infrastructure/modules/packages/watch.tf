# What is watched: numbers that logs tell, alarms, a dashboard.

locals {
  namespace = "Fdnix"
  search    = { FunctionName = local.function_name }
  api       = { ApiName = "fdnix-search-api-gateway", Stage = "v1" }
  runs      = { StateMachineArn = local.machine_arn }
  # Where the last line of a run, and the publisher's words, are written.
  last_log = local.all[local.phases[length(local.phases) - 1]].log
  told = {
    coverage = {
      # A run that failed before it embedded anything has the coverage 0, which is another failure.
      log     = local.all[contains(local.phases, "both") ? "both" : "embedding"].log
      pattern = "{ ($.coverage = *) && (($.exit_code = 0) || ($.exit_code = 3)) && ($.mode != \"metadata\") && ($.mode != \"publish\") }"
      metric  = "EmbeddingCoverage"
      value   = "$.coverage"
    }
    published = { log = local.last_log, pattern = "?\"is live\" ?\"has these bytes already\"", metric = "LayerPublished", value = "1" }
    large     = { log = local.last_log, pattern = "\"will not be published\"", metric = "LayerNearlyTooLarge", value = "1" }
    fallback  = { log = module.search.log_group, pattern = "\"searched by words alone\"", metric = "SearchFallbacks", value = "1" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.told

  name           = "fdnix-${each.key}"
  log_group_name = each.value.log
  pattern        = each.value.pattern

  metric_transformation {
    namespace = local.namespace
    name      = each.value.metric
    value     = each.value.value
  }

  depends_on = [aws_cloudwatch_log_group.pipeline]
}

module "alarms" {
  source = "../alarms"

  prefix    = "fdnix"
  topic_arn = var.alerts_topic_arn
  runbook   = "${var.documentation}/runbooks/packages.md"
  alarms = {
    pipeline-failed = {
      meaning   = "A nightly run failed: there is no new index"
      metric    = { namespace = "AWS/States", name = "ExecutionsFailed", dimensions = local.runs }
      threshold = 0
    }
    pipeline-timed-out = {
      meaning   = "A nightly run took more than six hours and was ended"
      metric    = { namespace = "AWS/States", name = "ExecutionsTimedOut", dimensions = local.runs }
      threshold = 0
    }
    pipeline-silent = {
      meaning    = "No nightly run succeeded for 26 hours"
      metric     = { namespace = "AWS/States", name = "ExecutionsSucceeded", dimensions = local.runs }
      comparison = "LessThanThreshold"
      threshold  = 1
      period     = 3600
      periods    = 26
      missing    = "breaching"
    }
    pipeline-not-started = {
      meaning   = "The schedule could not start a run: its dead-letter queue has a message"
      metric    = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = module.schedule.dead_letter_name }, statistic = "Maximum" }
      threshold = 0
    }
    coverage = {
      meaning    = "Too few packages have a vector: nothing was published"
      metric     = { namespace = local.namespace, name = "EmbeddingCoverage", statistic = "Minimum" }
      comparison = "LessThanThreshold"
      threshold  = var.min_coverage
    }
    search-errors = {
      meaning   = "More than 1 percent of searches failed with 5xx for five minutes"
      metric    = { namespace = "AWS/ApiGateway", name = "5XXError", dimensions = local.api, statistic = "Average" }
      threshold = 0.01
    }
    search-slow = {
      meaning   = "One search in twenty took more than a second, for 15 minutes"
      metric    = { namespace = "AWS/ApiGateway", name = "Latency", dimensions = local.api, statistic = "p95" }
      threshold = 1000
      periods   = 3
    }
    search-throttled = {
      meaning   = "Searches were turned away, for want of concurrency"
      metric    = { namespace = "AWS/Lambda", name = "Throttles", dimensions = local.search }
      threshold = 0
    }
    search-fallbacks = {
      meaning   = "More than 20 percent of searches went by words alone for 15 minutes: the model does not answer"
      formula   = "100 * FILL(fallbacks, 0) / invocations"
      metrics   = { fallbacks = { namespace = local.namespace, name = "SearchFallbacks" }, invocations = { namespace = "AWS/Lambda", name = "Invocations", dimensions = local.search } }
      threshold = 20
      periods   = 3
    }
    index-old = {
      meaning    = "No index was published or found up to date for 48 hours"
      metric     = { namespace = local.namespace, name = "LayerPublished" }
      comparison = "LessThanThreshold"
      threshold  = 1
      period     = 3600
      periods    = 48
      missing    = "breaching"
    }
    layer-large = {
      meaning   = "The layer has more than 180 MB; above 230 MB it is not published"
      metric    = { namespace = local.namespace, name = "LayerNearlyTooLarge" }
      threshold = 0
    }
  }
}

module "dashboard" {
  source = "../dashboard"

  context = var.context
  name    = "fdnix-packages"
  graphs = {
    "Nightly runs"   = { metrics = [for name in ["ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"] : ["AWS/States", name, local.runs]] }
    "Run time"       = { metrics = [["AWS/States", "ExecutionTime", local.runs]], statistic = "Maximum" }
    "Coverage"       = { metrics = [[local.namespace, "EmbeddingCoverage", {}]], statistic = "Minimum" }
    "Requests"       = { metrics = [for name in ["Count", "4XXError", "5XXError"] : ["AWS/ApiGateway", name, local.api]] }
    "Latency, p95"   = { metrics = [for name in ["Latency", "IntegrationLatency"] : ["AWS/ApiGateway", name, local.api]], statistic = "p95" }
    "Function"       = { metrics = [for name in ["Invocations", "Errors", "Throttles"] : ["AWS/Lambda", name, local.search]] }
    "Words alone"    = { metrics = [[local.namespace, "SearchFallbacks", {}]] }
    "Processors"     = { metrics = [for name in ["CpuUtilized", "CpuReserved"] : ["ECS/ContainerInsights", name, { ClusterName = "fdnix-cluster" }]], statistic = "Average" }
    "Memory"         = { metrics = [for name in ["MemoryUtilized", "MemoryReserved"] : ["ECS/ContainerInsights", name, { ClusterName = "fdnix-cluster" }]], statistic = "Maximum" }
    "Layer versions" = { metrics = [[local.namespace, "LayerPublished", {}]] }
  }
}
