variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "alerts_topic_arn" {
  description = "Where failures and alarms are told."
  type        = string
}

variable "documentation" {
  description = "Where the folder Documentation is read: an address, or a path in the checkout."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets, in which the tasks run."
  type        = list(string)
}

variable "security_group_id" {
  description = "The security group of the tasks: HTTPS outward, nothing inward."
  type        = string
}

variable "bucket_suffix" {
  description = "What the buckets' names end with."
  type        = string
}

variable "delete_data" {
  description = "Whether data may be taken down with all else."
  type        = bool
}

variable "image" {
  description = "The indexer's image; by default the one with image_tag in the repository that is made here."
  type        = string
  default     = null
}

variable "image_tag" {
  description = "The tag of the indexer's image in the repository that is made here."
  type        = string
  default     = "latest"
  nullable    = false
}

variable "pipeline" {
  description = "single: one task does all; four: metadata, embedding, minified and publish are tasks of their own."
  type        = string
  default     = "single"
  nullable    = false

  validation {
    condition     = contains(["single", "four"], var.pipeline)
    error_message = "The pipeline is single or four."
  }
}

variable "schedule" {
  description = "When the pipeline runs, in UTC."
  type        = string
  default     = "cron(0 2 * * ? *)"
  nullable    = false
}

variable "schedule_enabled" {
  description = "Whether the pipeline runs by itself."
  type        = bool
  default     = true
  nullable    = false
}

variable "embedder" {
  description = "static: the model inside the program; bedrock: one of Amazon Bedrock, by batch jobs or call by call."
  type        = string
  default     = "static"
  nullable    = false

  validation {
    condition     = contains(["static", "bedrock"], var.embedder)
    error_message = "The embedder is static or bedrock."
  }
}

variable "bedrock_model" {
  description = "Bedrock's model, where it embeds."
  type        = string
  default     = "amazon.titan-embed-text-v2:0"
  nullable    = false
}

variable "min_coverage" {
  description = "The share of packages that must have a vector, from 0 to 1; with fewer nothing is published."
  type        = number
  default     = 0.99
  nullable    = false

  validation {
    condition     = var.min_coverage >= 0 && var.min_coverage <= 1
    error_message = "A share is from 0 to 1."
  }
}

variable "search_archive" {
  description = "The path of the search function's archive."
  type        = string
}

variable "search_concurrency" {
  description = "Searches at once that are kept for the function, and no more; -1 for accounts whose quota leaves none to keep."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.search_concurrency == -1 || var.search_concurrency > 0
    error_message = "Concurrency is at least 1, or -1."
  }
}

variable "search_version" {
  description = "The version of the function that users reach; null for the newest. For a rollback."
  type        = string
  default     = null

  validation {
    condition     = var.search_version == null || can(regex("^[0-9]+$", var.search_version))
    error_message = "A version is a number."
  }
}

variable "api_keys" {
  description = "Whether callers need a key; with one they have 10,000 requests a day."
  type        = bool
  default     = false
  nullable    = false
}

variable "api_gateway_account" {
  description = "Whether the role that API Gateway writes logs as is set here. It is one for an account and region."
  type        = bool
  default     = true
  nullable    = false
}

variable "cloudfront" {
  description = "Whether CloudFront stands before the API."
  type        = bool
  default     = false
  nullable    = false
}

variable "domain_name" {
  description = "The name under which CloudFront answers; null for CloudFront's own."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || var.cloudfront == true
    error_message = "A domain name needs CloudFront."
  }
}

variable "zone_id" {
  description = "The zone of Route 53 with the domain, where the certificate's record is written; null to write it by hand."
  type        = string
  default     = null
}

variable "export" {
  description = "Whether there are a table and a bucket for fdnix export dynamodb."
  type        = bool
  default     = false
  nullable    = false
}
