# A Lambda function of a program's archive, with its role and its log group.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  prefix    = "arn:${var.context.partition}:lambda:${var.context.region}:${var.context.account_id}:function"
  log_group = "/aws/lambda/${var.name}"
  logs      = "arn:${var.context.partition}:logs:${var.context.region}:${var.context.account_id}:log-group:${local.log_group}"
}

module "role" {
  source = "../role"

  context     = var.context
  name        = var.name
  description = "What the function ${var.name} may do"
  service     = "lambda.amazonaws.com"
  statements = merge(var.statements, {
    OwnLog = { actions = ["logs:CreateLogStream", "logs:PutLogEvents"], resources = ["${local.logs}:*"] }
    TellFailures = {
      actions   = ["sqs:SendMessage"]
      resources = [coalesce(var.failure_queue_arn, "none")]
      when      = var.failure_queue_arn != null
    }
  })
}

# Ids of networks and file systems are not known before they are there, so that this policy stands beside the role's own,
# which is known when the plan is made.
resource "aws_iam_role_policy" "network" {
  count = var.network == null ? 0 : 1

  name = "network"
  role = module.role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid    = "Interfaces"
        Effect = "Allow"
        Action = [
          "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ]
        Resource = concat(
          ["${local.ec2}:network-interface/*"],
          [for id in var.network.subnet_ids : "${local.ec2}:subnet/${id}"],
          [for id in var.network.security_group_ids : "${local.ec2}:security-group/${id}"],
        )
      },
      # AWS knows no narrower resource for these.
      { Sid = "LookAtInterfaces", Effect = "Allow", Action = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], Resource = ["*"] },
      ], var.file_system == null ? [] : [{
        Sid       = "Mount"
        Effect    = "Allow"
        Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource  = [var.file_system.arn]
        Condition = { StringEquals = { "elasticfilesystem:AccessPointArn" = var.file_system.access_point_arn } }
    }])
  })
}

locals {
  ec2 = "arn:${var.context.partition}:ec2:${var.context.region}:${var.context.account_id}"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  retention_in_days = var.log_days
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = var.description
  role             = module.role.arn
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = [var.architecture]
  filename         = var.archive
  source_code_hash = fileexists(var.archive) ? filebase64sha256(var.archive) : null
  publish          = var.publish
  memory_size      = var.memory
  timeout          = var.timeout

  reserved_concurrent_executions = var.concurrency

  ephemeral_storage {
    size = var.storage
  }

  environment {
    variables = var.environment
  }

  logging_config {
    # The programs write JSON themselves.
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  dynamic "vpc_config" {
    for_each = var.network[*]
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dynamic "file_system_config" {
    for_each = var.file_system[*]
    content {
      arn              = file_system_config.value.access_point_arn
      local_mount_path = file_system_config.value.path
    }
  }

  lifecycle {
    # Whoever publishes data gives the function its layers.
    ignore_changes = [layers]
  }

  # The variable holds the mount targets, without which the function is not made.
  depends_on = [aws_iam_role_policy.network, var.file_system]
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.failure_queue_arn == null ? 0 : 1

  function_name                = aws_lambda_function.this.function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 6 * 3600

  destination_config {
    on_failure {
      destination = var.failure_queue_arn
    }
  }
}
