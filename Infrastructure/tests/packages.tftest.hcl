# Packages by themselves.

mock_provider "aws" {}
mock_provider "aws" { alias = "us_east_1" }

variables {
  context           = { partition = "aws", region = "us-east-1", account_id = "123456789012" }
  alerts_topic_arn  = "arn:aws:sns:us-east-1:123456789012:fdnix-alerts"
  documentation     = "Documentation"
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
  bucket_suffix     = "-test"
  delete_data       = false
  search_archive    = "missing.zip"
}

run "one_task" {
  command   = plan
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1 }
  module {
    source = "./modules/packages"
  }

  assert {
    condition     = length(module.task) == 1 && length(aws_cloudfront_distribution.this) == 0
    error_message = "As it comes there is one task and no CloudFront"
  }
}

run "four_tasks" {
  command   = plan
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1 }
  module {
    source = "./modules/packages"
  }
  variables {
    pipeline = "four"
  }

  assert {
    condition     = length(module.task) == 4 && length(aws_cloudwatch_log_group.pipeline) == 3
    error_message = "Each phase has its task"
  }
}

run "a_domain_needs_cloudfront" {
  command   = plan
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1 }
  module {
    source = "./modules/packages"
  }
  variables {
    domain_name = "packages.example.com"
  }
  expect_failures = [var.domain_name]
}

run "nonsense_is_refused" {
  command   = plan
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1 }
  module {
    source = "./modules/packages"
  }
  variables {
    pipeline           = "three"
    embedder           = "guess"
    min_coverage       = 2
    search_concurrency = 0
    search_version     = "newest"
  }
  expect_failures = [var.pipeline, var.embedder, var.min_coverage, var.search_concurrency, var.search_version]
}
