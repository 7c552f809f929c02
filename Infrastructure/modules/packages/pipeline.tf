# The state machine that runs the phases each night, and what starts it.

resource "aws_sfn_state_machine" "pipeline" {
  name     = local.machine
  type     = "STANDARD"
  role_arn = module.machine_role.arn
  definition = templatefile("${path.module}/pipeline.asl.json.tftpl", {
    phases          = local.phases
    tasks           = { for phase in local.phases : phase => module.task[phase].arn }
    cluster         = aws_ecs_cluster.this.arn
    subnets         = jsonencode(var.subnet_ids)
    security_groups = jsonencode([var.security_group_id])
    topic           = var.alerts_topic_arn
    name            = local.machine
    partition       = var.context.partition
    # The tasks' time ends before the execution's, so that there is time left to tell of it.
    seconds      = 6 * 3600
    task_seconds = 6 * 3600 - 900
  })
}

module "machine_role" {
  source = "../role"

  context     = var.context
  name        = "fdnix-daily-pipeline"
  description = "What the nightly pipeline may do"
  service     = "states.amazonaws.com"
  source_arn  = local.machine_arn
  statements = {
    RunTasks = {
      actions = ["ecs:RunTask"]
      # Each without and with a revision.
      resources = flatten([for phase in local.phases : [
        for end in ["", ":*"] : "arn:${format(local.here, "ecs")}:task-definition/${local.all[phase].family}${end}"
      ]])
      conditions = { ArnEquals = { "ecs:cluster" = ["arn:${format(local.here, "ecs")}:cluster/fdnix-cluster"] } }
    }
    FollowTasks = {
      actions   = ["ecs:StopTask", "ecs:DescribeTasks"]
      resources = ["arn:${format(local.here, "ecs")}:task/fdnix-cluster/*"]
    }
    HearOfTasks = {
      actions   = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
      resources = ["arn:${format(local.here, "events")}:rule/StepFunctionsGetEventsForECSTaskRule"]
    }
    PassRoles = {
      actions    = ["iam:PassRole"]
      resources  = [module.task_role.known_arn, module.execution_role.known_arn]
      conditions = { StringEquals = { "iam:PassedToService" = ["ecs-tasks.amazonaws.com"] } }
    }
    OneAtATime = { actions = ["states:ListExecutions"], resources = [local.machine_arn] }
    Notify     = { actions = ["sns:Publish"], resources = [var.alerts_topic_arn] }
  }
}

module "schedule" {
  source = "../schedule"

  context     = var.context
  name        = "fdnix-daily-pipeline-trigger"
  description = "Each night, when the channel has moved"
  expression  = var.schedule
  enabled     = var.schedule_enabled
  target_arn  = local.machine_arn
  action      = "states:StartExecution"
}
