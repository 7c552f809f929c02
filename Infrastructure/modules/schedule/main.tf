# A schedule of EventBridge Scheduler that starts a state machine or a function, and keeps what it could not start.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

module "dead_letters" {
  source = "../queue"

  context = var.context
  name    = "${var.name}-dlq"
}

module "role" {
  source = "../role"

  context     = var.context
  name        = "${var.name}-${var.context.region}"
  description = "What the schedule ${var.name} may do"
  service     = "scheduler.amazonaws.com"
  statements = {
    Start           = { actions = [var.action], resources = [var.target_arn] }
    KeepDeadLetters = { actions = ["sqs:SendMessage"], resources = [module.dead_letters.arn] }
  }
}

resource "aws_scheduler_schedule" "this" {
  name                         = var.name
  description                  = var.description
  schedule_expression          = var.expression
  schedule_expression_timezone = "UTC"
  state                        = var.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.target_arn
    role_arn = module.role.arn
    input    = jsonencode(var.input)

    dead_letter_config {
      arn = module.dead_letters.arn
    }

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }
  }
}
