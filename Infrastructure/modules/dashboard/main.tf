# A dashboard of graphs, two in a row.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  titles = sort(keys(var.graphs))
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for index, title in local.titles : {
      type   = "metric"
      width  = 12
      height = 6
      x      = index % 2 * 12
      y      = floor(index / 2) * 6
      properties = merge({
        title  = title
        region = var.context.region
        view   = "timeSeries"
        period = 300
        stat   = try(var.graphs[title].statistic, "Sum")
        metrics = concat(
          [for metric in try(var.graphs[title].metrics, []) : concat(slice(metric, 0, 2), flatten([for key, value in metric[2] : [key, value]]))],
          [for name, query in try(var.graphs[title].queries, {}) : [{ expression = query, label = name }]],
        )
      })
    }]
  })
}
