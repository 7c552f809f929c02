# A task of Fargate with one container, whose root is read only.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  prefix = "arn:${var.context.partition}:ecs:${var.context.region}:${var.context.account_id}:task-definition"
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = var.task_role_arn
  execution_role_arn       = var.execution_role_arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  ephemeral_storage {
    size_in_gib = var.storage
  }

  # What the program may write: the image has these folders with its user as their owner.
  dynamic "volume" {
    for_each = var.folders
    content {
      name = volume.key
    }
  }

  container_definitions = jsonencode([{
    name                   = var.container
    image                  = var.image
    command                = var.command
    essential              = true
    readonlyRootFilesystem = true
    stopTimeout            = var.stop_timeout
    environment            = [for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }]
    mountPoints            = [for name in sort(keys(var.folders)) : { sourceVolume = name, containerPath = var.folders[name], readOnly = false }]
    # Processes that the program leaves behind are reaped.
    linuxParameters = { initProcessEnabled = true }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = var.log_group
        awslogs-region        = var.context.region
        awslogs-stream-prefix = var.log_prefix
      }
    }
  }])
}
