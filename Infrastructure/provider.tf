# One provider a system, so that all that a system has carries its tags.

locals {
  tags = { Project = "fdnix", Environment = var.environment, ManagedBy = "terraform" }
  # Where services are, for an emulator in the place of AWS.
  services = var.endpoint == null ? [] : [var.endpoint]
  # Without an account, or with an emulator, nothing is asked of AWS before the first resource is.
  alone = var.offline || var.endpoint != null
}

provider "aws" {
  region                      = var.region
  access_key                  = var.offline ? "offline" : null
  secret_key                  = var.offline ? "offline" : null
  skip_credentials_validation = local.alone
  skip_requesting_account_id  = var.offline
  skip_metadata_api_check     = local.alone
  skip_region_validation      = local.alone
  s3_use_path_style           = local.alone
  max_retries                 = local.alone ? 5 : null

  default_tags {
    tags = merge(local.tags, { Component = "shared" })
  }

  dynamic "endpoints" {
    for_each = local.services
    content {
      acm            = endpoints.value
      apigateway     = endpoints.value
      apigatewayv2   = endpoints.value
      budgets        = endpoints.value
      cloudfront     = endpoints.value
      cloudwatch     = endpoints.value
      dynamodb       = endpoints.value
      ec2            = endpoints.value
      ecr            = endpoints.value
      ecs            = endpoints.value
      efs            = endpoints.value
      events         = endpoints.value
      iam            = endpoints.value
      kms            = endpoints.value
      lambda         = endpoints.value
      logs           = endpoints.value
      rds            = endpoints.value
      route53        = endpoints.value
      s3             = endpoints.value
      scheduler      = endpoints.value
      secretsmanager = endpoints.value
      sfn            = endpoints.value
      sns            = endpoints.value
      sqs            = endpoints.value
      sts            = endpoints.value
    }
  }
}

provider "aws" {
  alias                       = "packages"
  region                      = var.region
  access_key                  = var.offline ? "offline" : null
  secret_key                  = var.offline ? "offline" : null
  skip_credentials_validation = local.alone
  skip_requesting_account_id  = var.offline
  skip_metadata_api_check     = local.alone
  skip_region_validation      = local.alone
  s3_use_path_style           = local.alone
  max_retries                 = local.alone ? 5 : null

  default_tags {
    tags = merge(local.tags, { Component = "packages" })
  }

  dynamic "endpoints" {
    for_each = local.services
    content {
      acm            = endpoints.value
      apigateway     = endpoints.value
      apigatewayv2   = endpoints.value
      budgets        = endpoints.value
      cloudfront     = endpoints.value
      cloudwatch     = endpoints.value
      dynamodb       = endpoints.value
      ec2            = endpoints.value
      ecr            = endpoints.value
      ecs            = endpoints.value
      efs            = endpoints.value
      events         = endpoints.value
      iam            = endpoints.value
      kms            = endpoints.value
      lambda         = endpoints.value
      logs           = endpoints.value
      rds            = endpoints.value
      route53        = endpoints.value
      s3             = endpoints.value
      scheduler      = endpoints.value
      secretsmanager = endpoints.value
      sfn            = endpoints.value
      sns            = endpoints.value
      sqs            = endpoints.value
      sts            = endpoints.value
    }
  }
}

# Certificates for CloudFront live there, whatever the region of all else.
provider "aws" {
  alias                       = "us_east_1"
  region                      = "us-east-1"
  access_key                  = var.offline ? "offline" : null
  secret_key                  = var.offline ? "offline" : null
  skip_credentials_validation = local.alone
  skip_requesting_account_id  = var.offline
  skip_metadata_api_check     = local.alone
  skip_region_validation      = local.alone
  s3_use_path_style           = local.alone
  max_retries                 = local.alone ? 5 : null

  default_tags {
    tags = merge(local.tags, { Component = "packages" })
  }

  dynamic "endpoints" {
    for_each = local.services
    content {
      acm            = endpoints.value
      apigateway     = endpoints.value
      apigatewayv2   = endpoints.value
      budgets        = endpoints.value
      cloudfront     = endpoints.value
      cloudwatch     = endpoints.value
      dynamodb       = endpoints.value
      ec2            = endpoints.value
      ecr            = endpoints.value
      ecs            = endpoints.value
      efs            = endpoints.value
      events         = endpoints.value
      iam            = endpoints.value
      kms            = endpoints.value
      lambda         = endpoints.value
      logs           = endpoints.value
      rds            = endpoints.value
      route53        = endpoints.value
      s3             = endpoints.value
      scheduler      = endpoints.value
      secretsmanager = endpoints.value
      sfn            = endpoints.value
      sns            = endpoints.value
      sqs            = endpoints.value
      sts            = endpoints.value
    }
  }
}

provider "aws" {
  alias                       = "documents"
  region                      = var.region
  access_key                  = var.offline ? "offline" : null
  secret_key                  = var.offline ? "offline" : null
  skip_credentials_validation = local.alone
  skip_requesting_account_id  = var.offline
  skip_metadata_api_check     = local.alone
  skip_region_validation      = local.alone
  s3_use_path_style           = local.alone
  max_retries                 = local.alone ? 5 : null

  default_tags {
    tags = merge(local.tags, { Component = "documents" })
  }

  dynamic "endpoints" {
    for_each = local.services
    content {
      acm            = endpoints.value
      apigateway     = endpoints.value
      apigatewayv2   = endpoints.value
      budgets        = endpoints.value
      cloudfront     = endpoints.value
      cloudwatch     = endpoints.value
      dynamodb       = endpoints.value
      ec2            = endpoints.value
      ecr            = endpoints.value
      ecs            = endpoints.value
      efs            = endpoints.value
      events         = endpoints.value
      iam            = endpoints.value
      kms            = endpoints.value
      lambda         = endpoints.value
      logs           = endpoints.value
      rds            = endpoints.value
      route53        = endpoints.value
      s3             = endpoints.value
      scheduler      = endpoints.value
      secretsmanager = endpoints.value
      sfn            = endpoints.value
      sns            = endpoints.value
      sqs            = endpoints.value
      sts            = endpoints.value
    }
  }
}

provider "aws" {
  alias                       = "receipts"
  region                      = var.region
  access_key                  = var.offline ? "offline" : null
  secret_key                  = var.offline ? "offline" : null
  skip_credentials_validation = local.alone
  skip_requesting_account_id  = var.offline
  skip_metadata_api_check     = local.alone
  skip_region_validation      = local.alone
  s3_use_path_style           = local.alone
  max_retries                 = local.alone ? 5 : null

  default_tags {
    tags = merge(local.tags, { Component = "receipts" })
  }

  dynamic "endpoints" {
    for_each = local.services
    content {
      acm            = endpoints.value
      apigateway     = endpoints.value
      apigatewayv2   = endpoints.value
      budgets        = endpoints.value
      cloudfront     = endpoints.value
      cloudwatch     = endpoints.value
      dynamodb       = endpoints.value
      ec2            = endpoints.value
      ecr            = endpoints.value
      ecs            = endpoints.value
      efs            = endpoints.value
      events         = endpoints.value
      iam            = endpoints.value
      kms            = endpoints.value
      lambda         = endpoints.value
      logs           = endpoints.value
      rds            = endpoints.value
      route53        = endpoints.value
      s3             = endpoints.value
      scheduler      = endpoints.value
      secretsmanager = endpoints.value
      sfn            = endpoints.value
      sns            = endpoints.value
      sqs            = endpoints.value
      sts            = endpoints.value
    }
  }
}
