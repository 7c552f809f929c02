# The alarms of a system, each of one metric, of a formula over several, or of a query that adds up all dimensions.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = "${each.value.meaning} (${var.runbook}#${each.key})"
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn]
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = each.value.missing

  namespace          = one(each.value.metric[*].namespace)
  metric_name        = one(each.value.metric[*].name)
  dimensions         = one(each.value.metric[*].dimensions)
  period             = each.value.metric == null ? null : each.value.period
  statistic          = try(startswith(each.value.metric.statistic, "p"), true) ? null : each.value.metric.statistic
  extended_statistic = try(startswith(each.value.metric.statistic, "p"), false) ? each.value.metric.statistic : null

  dynamic "metric_query" {
    for_each = each.value.query[*]
    content {
      id          = "all"
      expression  = metric_query.value
      period      = each.value.period
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = each.value.formula[*]
    content {
      id          = "formula"
      expression  = metric_query.value
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = each.value.formula == null ? {} : each.value.metrics
    content {
      id = metric_query.key
      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.statistic
        period      = each.value.period
      }
    }
  }
}
