# Receipts by themselves.

mock_provider "aws" {}

variables {
  context            = { partition = "aws", region = "us-east-1", account_id = "123456789012" }
  alerts_topic_arn   = "arn:aws:sns:us-east-1:123456789012:fdnix-alerts"
  documentation      = "Documentation"
  vpc_id             = "vpc-1"
  zones              = 2
  private_subnet_ids = ["subnet-1", "subnet-2"]
  security_group_id  = "sg-1"
  bucket_suffix      = "-test"
  delete_data        = false
  stack              = "test"
  archive            = "missing.zip"
}

run "segments" {
  command = plan
  module {
    source = "./modules/receipts"
  }

  assert {
    condition     = length(aws_efs_mount_target.this) == 2 && local.keeper.CHROMA_ROOT == "/mnt/chroma"
    error_message = "Versions lie on a file system with a mount target a zone"
  }
}

run "a_chroma_server" {
  command = plan
  module {
    source = "./modules/receipts"
  }
  variables {
    collection_backend = "chroma"
    chroma_url         = "https://chroma.example.com"
  }

  assert {
    condition     = length(aws_efs_file_system.this) == 0 && local.keeper.COLLECTION_BACKEND == "chroma" && local.keeper.CHROMA_URL == "https://chroma.example.com"
    error_message = "A server needs no file system"
  }
}

run "a_chroma_server_nobody_named" {
  command = plan
  module {
    source = "./modules/receipts"
  }
  variables {
    collection_backend = "chroma"
  }
  expect_failures = [var.chroma_url]
}

run "nonsense_is_refused" {
  command = plan
  module {
    source = "./modules/receipts"
  }
  variables {
    name               = "Receipts"
    embedding_provider = "guess"
    architecture       = "mips"
  }
  expect_failures = [var.name, var.embedding_provider, var.architecture]
}
