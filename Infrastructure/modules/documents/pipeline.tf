# The state machine that ingests what changed.

locals {
  machine_arn = "${format(local.here, "states")}:stateMachine:${local.machine}"
}

resource "aws_sfn_state_machine" "this" {
  name     = local.machine
  type     = "STANDARD"
  role_arn = module.machine_role.arn
  definition = templatefile("${path.module}/pipeline.asl.json.tftpl", {
    partition        = var.context.partition
    functions        = { for name in ["manage", "detect", "summarize"] : name => module.function[name].arn }
    task             = module.task.arn
    cluster          = aws_ecs_cluster.this.arn
    subnets          = jsonencode(var.private_subnet_ids)
    security_groups  = jsonencode([var.security_group_id, aws_security_group.clients.id])
    bucket           = module.bucket["processed"].name
    topic            = var.alerts_topic_arn
    name             = local.machine
    concurrency      = var.max_concurrency
    items            = var.items_per_task
    task_seconds     = var.task_timeout
    fail_on_document = var.fail_on_document_errors
  })
}

module "machine_role" {
  source = "../role"

  context     = var.context
  name        = "${local.name}-machine"
  description = "What the state machine may do"
  service     = "states.amazonaws.com"
  source_arn  = local.machine_arn
  statements = {
    RunTask = {
      actions    = ["ecs:RunTask"]
      resources  = [for end in ["", ":*"] : "${format(local.here, "ecs")}:task-definition/${local.name}${end}"]
      conditions = { ArnEquals = { "ecs:cluster" = ["${format(local.here, "ecs")}:cluster/${local.cluster}"] } }
    }
    FollowTasks = {
      actions   = ["ecs:StopTask", "ecs:DescribeTasks"]
      resources = ["${format(local.here, "ecs")}:task/${local.cluster}/*"]
    }
    HearOfTasks = {
      actions   = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
      resources = ["${format(local.here, "events")}:rule/StepFunctionsGetEventsForECSTaskRule"]
    }
    PassRoles = {
      actions    = ["iam:PassRole"]
      resources  = [module.task_role.known_arn, module.execution_role.known_arn]
      conditions = { StringEquals = { "iam:PassedToService" = ["ecs-tasks.amazonaws.com"] } }
    }
    Functions = {
      actions   = ["lambda:InvokeFunction"]
      resources = [for name in ["manage", "detect", "summarize"] : module.function[name].arn]
    }
    ReadList = { actions = ["s3:GetObject"], resources = ["${local.bucket.processed}/ingestion_input/*"] }
    WriteResults = {
      actions   = ["s3:GetObject", "s3:PutObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"]
      resources = ["${local.bucket.processed}/ingestion_output/*"]
    }
    # The map's children are executions of the same state machine.
    StartChildren = { actions = ["states:StartExecution"], resources = [local.machine_arn] }
    FollowChildren = {
      actions   = ["states:DescribeExecution", "states:StopExecution"]
      resources = ["${format(local.here, "states")}:execution:${local.machine}/*"]
    }
    # Children that failed are begun anew when the whole is.
    RedriveChildren = { actions = ["states:RedriveExecution"], resources = ["${format(local.here, "states")}:execution:${local.machine}/*"] }
    Notify          = { actions = ["sns:Publish"], resources = [var.alerts_topic_arn] }
  }
}

# Runs are started by hand or by any scheduler; this is one that may be had.
module "schedule" {
  source = "../schedule"
  count  = var.schedule == null ? 0 : 1

  context     = var.context
  name        = "${local.name}-trigger"
  description = "Ingests what changed"
  expression  = var.schedule
  target_arn  = local.machine_arn
  action      = "states:StartExecution"
}
