# Documents by themselves. Terraform 1.11 makes no ephemeral resources up, which they have: the real provider stands here,
# asked for plans alone, without an account.

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

variables {
  context             = { partition = "aws", region = "us-east-1", account_id = "123456789012" }
  offline             = true
  alerts_topic_arn    = "arn:aws:sns:us-east-1:123456789012:fdnix-alerts"
  documentation       = "Documentation"
  vpc_id              = "vpc-1"
  private_subnet_ids  = ["subnet-1", "subnet-2"]
  isolated_subnet_ids = ["subnet-3", "subnet-4"]
  security_group_id   = "sg-1"
  bucket_suffix       = "-test"
  delete_data         = false
  archive             = "missing.zip"
}

run "a_proxy_before_aurora" {
  command = plan
  module {
    source = "./modules/documents"
  }
  variables {
    database_proxy = true
  }

  assert {
    condition     = aws_db_proxy.this[0].require_tls && aws_db_proxy.this[0].engine_family == "POSTGRESQL"
    error_message = "The proxy takes TLS alone"
  }
}

run "another_postgres" {
  command = plan
  module {
    source = "./modules/documents"
  }
  variables {
    postgres_host       = "database.example.com"
    postgres_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:postgres-a"
  }

  assert {
    condition     = length(aws_rds_cluster.this) == 0 && output.migrate_task == null
    error_message = "A Postgres that is there is not made"
  }
}

run "a_host_without_a_secret" {
  command = plan
  module {
    source = "./modules/documents"
  }
  variables {
    postgres_host = "database.example.com"
  }
  expect_failures = [var.postgres_secret_arn]
}

run "nonsense_is_refused" {
  command = plan
  module {
    source = "./modules/documents"
  }
  variables {
    task_cpu        = 1000
    task_memory     = 1500
    max_concurrency = 0
    items_per_task  = 21
    models          = [{ provider = "sagemaker", modelId = "m", modelRefKey = "m", dimensions = 3 }]
    aurora_capacity = { min = 4, max = 1 }
    architecture    = "mips"
  }
  expect_failures = [
    var.task_cpu, var.task_memory, var.max_concurrency, var.items_per_task, var.models, var.aurora_capacity,
    var.architecture,
  ]
}
