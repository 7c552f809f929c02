# What the modules make of choices, against providers that make everything up: no account, no network.
#
#   terraform test      in Infrastructure, made ready by terraform init

mock_provider "aws" {}
mock_provider "aws" { alias = "packages" }
mock_provider "aws" { alias = "us_east_1" }
mock_provider "aws" { alias = "receipts" }

# Terraform 1.11 makes no ephemeral resources up, which documents have: the real provider, asked for plans alone.
provider "aws" {
  alias                       = "documents"
  region                      = "us-east-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

variables {
  account_id = "123456789012"
  offline    = true
}

run "as_it_comes" {
  command = plan

  variables {
    systems = ["packages"]
  }

  assert {
    condition     = output.FdnixSearchFunctionArn == "arn:aws:lambda:us-east-1:123456789012:function:fdnix-search-api"
    error_message = "The function is not where it should be"
  }
  assert {
    condition     = output.FdnixArtifactsBucketName == "fdnix-artifacts-123456789012"
    error_message = "Buckets end with the account"
  }
  assert {
    condition     = output.DocumentsStateMachineArn == null && output.ReceiptsTableName == null
    error_message = "Only packages were asked for"
  }
}

run "another_partition" {
  command = plan

  variables {
    systems = ["packages"]
    region  = "us-gov-west-1"
  }

  assert {
    condition     = startswith(output.FdnixDatabaseLayerArn, "arn:aws-us-gov:lambda:us-gov-west-1:")
    error_message = "ARNs follow the region's partition"
  }
}

run "the_contracts_bucket_name" {
  command = plan

  variables {
    systems       = ["packages"]
    bucket_suffix = ""
  }

  assert {
    condition     = output.FdnixArtifactsBucketName == "fdnix-artifacts"
    error_message = "An empty suffix leaves the name as the contract has it"
  }
}

run "no_such_system" {
  command = plan
  variables {
    systems = ["photographs"]
  }
  expect_failures = [var.systems]
}

run "no_such_region" {
  command = plan
  variables {
    region = "Frankfurt"
  }
  expect_failures = [var.region]
}
