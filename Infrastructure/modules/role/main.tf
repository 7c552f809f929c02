# A role that one service takes on, with one policy whose statements have names.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  statements = [
    for name, statement in var.statements : merge(
      { Sid = name, Effect = "Allow", Action = statement.actions, Resource = statement.resources },
      { for key, value in { Condition = statement.conditions } : key => value if length(value) > 0 },
    ) if statement.when
  ]
  # A service takes a role on for this account's resources alone. Some do not say for which they do.
  silent  = contains(["lambda.amazonaws.com", "apigateway.amazonaws.com"], var.service)
  account = local.silent ? {} : { StringEquals = { "aws:SourceAccount" = var.context.account_id } }
  trust   = merge(local.account, var.source_arn == null ? {} : { ArnLike = { "aws:SourceArn" = var.source_arn } })
}

resource "aws_iam_role" "this" {
  name        = var.name
  description = var.description
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Sid = "Service", Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = var.service } },
      { for key, value in { Condition = local.trust } : key => value if length(value) > 0 },
    )]
  })
}

resource "aws_iam_role_policy" "this" {
  count = length(local.statements) > 0 ? 1 : 0

  name   = "work"
  role   = aws_iam_role.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}
