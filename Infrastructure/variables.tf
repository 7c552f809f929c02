# What may be said about a deployment; a plan needs none of it. What is null here has the default that the module has,
# where its values are checked as well.

# All systems

variable "region" {
  description = "The region of AWS."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region is written as us-east-1."
  }
}

variable "environment" {
  description = "What this deployment is for: the tag Environment, and a part of names."
  type        = string
  default     = "production"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,19}$", var.environment))
    error_message = "The environment has 1 to 20 lower-case letters, digits and hyphens."
  }
}

variable "systems" {
  description = "Which systems there are."
  type        = set(string)
  default     = ["packages", "documents", "receipts"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.systems, ["packages", "documents", "receipts"])) == 0 && length(var.systems) > 0
    error_message = "The systems are packages, documents and receipts."
  }
}

variable "offline" {
  description = "Whether the plan is made without an account: nothing is asked of AWS, and nothing can be applied."
  type        = bool
  default     = false
  nullable    = false
}

variable "endpoint" {
  description = "Where an emulator of AWS answers, as http://127.0.0.1:4566; null for AWS itself."
  type        = string
  default     = null
}

variable "account_id" {
  description = "The account, where it is not to be asked for."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account has 12 digits."
  }
}

variable "availability_zones" {
  description = "The zones with subnets; by default the first two of the region."
  type        = list(string)
  default     = null
}

variable "network_cidr" {
  description = "The network's range, as 10.40.0.0/16."
  type        = string
  default     = null
}

variable "nat_gateway_per_zone" {
  description = "Whether each zone has its own NAT gateway, or all share one."
  type        = bool
  default     = null
}

variable "interface_endpoints" {
  description = "Whether services of AWS are reached within the network; without that the NAT gateway leads to them."
  type        = bool
  default     = true
  nullable    = false
}

variable "bucket_suffix" {
  description = "What the buckets' names end with; by default a hyphen and the account."
  type        = string
  default     = null
}

variable "delete_data" {
  description = "Whether destroy takes data down as well. Set it and apply before you destroy."
  type        = bool
  default     = false
  nullable    = false
}

variable "alert_email" {
  description = "Who is told of alarms by mail."
  type        = string
  default     = null
}

variable "documentation" {
  description = "Where the folder Documentation is read, as https://git.example.com/fdnix/Documentation: alarms name their pages."
  type        = string
  default     = "Documentation"
  nullable    = false

  validation {
    condition     = !endswith(var.documentation, "/")
    error_message = "The address ends without a slash."
  }
}

variable "monthly_budget" {
  description = "USD a month, of which somebody is told before they are spent."
  type        = number
  default     = null
}

variable "image_tag" {
  description = "The tag of the images in the repositories that are made here."
  type        = string
  default     = null
}

# Packages

variable "packages_image" {
  description = "The indexer's image; by default that of the repository that is made here."
  type        = string
  default     = null
}

variable "packages_pipeline" {
  description = "single: one task; four: metadata, embedding, minified and publish."
  type        = string
  default     = null
}

variable "packages_schedule" {
  description = "When packages are indexed, in UTC: cron(0 2 * * ? *)."
  type        = string
  default     = null
}

variable "packages_schedule_enabled" {
  description = "Whether packages are indexed by themselves."
  type        = bool
  default     = null
}

variable "packages_embedder" {
  description = "static or bedrock."
  type        = string
  default     = null
}

variable "packages_bedrock_model" {
  description = "Bedrock's model, where it embeds."
  type        = string
  default     = null
}

variable "packages_min_coverage" {
  description = "The share of packages that must have a vector."
  type        = number
  default     = null
}

variable "packages_export" {
  description = "Whether there are a table and a bucket for the export."
  type        = bool
  default     = null
}

variable "search_archive" {
  description = "The path of the search function's archive: make lambda."
  type        = string
  default     = "../.build/lambda/fdnix-lambda.zip"
  nullable    = false
}

variable "search_concurrency" {
  description = "Searches at once that are kept for the function; -1 for new accounts, whose quota leaves none to keep."
  type        = number
  default     = null
}

variable "search_version" {
  description = "The version of the search function that users reach, for a rollback; null for the newest."
  type        = string
  default     = null
}

variable "search_api_keys" {
  description = "Whether callers of the search need a key."
  type        = bool
  default     = null
}

variable "api_gateway_account" {
  description = "Whether the role that API Gateway writes logs as is set here, for all APIs of the account and region."
  type        = bool
  default     = null
}

variable "cloudfront" {
  description = "Whether CloudFront stands before the search."
  type        = bool
  default     = false
  nullable    = false
}

variable "domain_name" {
  description = "The name under which CloudFront answers."
  type        = string
  default     = null
}

variable "zone_id" {
  description = "The zone of Route 53 in which the certificate's record is written."
  type        = string
  default     = null
}

# Documents

variable "documents_image" {
  description = "The image of embed-documents; by default that of the repository that is made here."
  type        = string
  default     = null
}

variable "documents_archive" {
  description = "The path of the archive of embed-documents for Lambda."
  type        = string
  default     = "../.build/lambda/embed-documents.zip"
  nullable    = false
}

variable "documents_architecture" {
  description = "What image and archive were built for: arm64 or x86_64."
  type        = string
  default     = null
}

variable "documents_models" {
  description = "The models as the variable EMBEDDINGS_SAGEMAKER_MODELS has them, a list."
  type        = any
  default     = null
}

variable "documents_video_models" {
  description = "The models of Bedrock that rewrite what is said in films and that choose frames."
  type        = list(string)
  default     = null
}

variable "documents_task_cpu" {
  description = "Processors of a task, in units of 1/1024."
  type        = number
  default     = null
}

variable "documents_task_memory" {
  description = "Memory of a task in MiB."
  type        = number
  default     = null
}

variable "documents_task_timeout" {
  description = "Seconds that one task may take."
  type        = number
  default     = null
}

variable "documents_max_concurrency" {
  description = "Tasks at once."
  type        = number
  default     = null
}

variable "documents_items_per_task" {
  description = "Documents that one task is given."
  type        = number
  default     = null
}

variable "documents_fail_on_document_errors" {
  description = "Whether a run in which a document failed is a failed run."
  type        = bool
  default     = null
}

variable "documents_schedule" {
  description = "When documents are ingested, as rate(1 hour); null to start runs by hand."
  type        = string
  default     = null
}

variable "postgres_host" {
  description = "The host of a Postgres with pgvector that is there already; null to make an Aurora."
  type        = string
  default     = null
}

variable "postgres_port" {
  description = "The port of that Postgres."
  type        = number
  default     = null
}

variable "postgres_cidr" {
  description = "Where that Postgres is, as a range of addresses."
  type        = string
  default     = null
}

variable "postgres_secret_arn" {
  description = "The secret with username, password, port and dbname of that Postgres."
  type        = string
  default     = null
}

variable "aurora_version" {
  description = "The version of Aurora PostgreSQL."
  type        = string
  default     = null
}

variable "aurora_capacity" {
  description = "Aurora's least and greatest capacity, in units of 2 GiB of memory."
  type        = object({ min = number, max = number })
  default     = null
}

variable "database_proxy" {
  description = "Whether RDS Proxy stands before Aurora."
  type        = bool
  default     = null
}

variable "database_certificates" {
  description = "Where the image, and the unpacked archive, have Amazon's bundle of certificate authorities for databases."
  type        = object({ image = string, archive = string })
  default     = null
}

variable "password_version" {
  description = "Another number makes another password of the programs' database user."
  type        = number
  default     = null
}

# Receipts

variable "receipts_name" {
  description = "What the names of all parts of receipts begin with."
  type        = string
  default     = null
}

variable "receipts_archive" {
  description = "The path of the archive of receipts for Lambda."
  type        = string
  default     = "../.build/lambda/receipts.zip"
  nullable    = false
}

variable "receipts_architecture" {
  description = "What the archive was built for: arm64 or x86_64."
  type        = string
  default     = null
}

variable "receipts_embedding_provider" {
  description = "openai or local."
  type        = string
  default     = null
}

variable "receipts_places" {
  description = "Whether Google Places is asked about shops."
  type        = bool
  default     = null
}

variable "receipts_collection_backend" {
  description = "segments or chroma."
  type        = string
  default     = null
}

variable "chroma_url" {
  description = "The Chroma server, where that is the back end."
  type        = string
  default     = null
}

variable "chroma_tenant" {
  description = "The Chroma server's tenant."
  type        = string
  default     = null
}

variable "chroma_database" {
  description = "The tenant's database."
  type        = string
  default     = null
}

variable "chroma_token" {
  description = "Whether the Chroma server wants a token."
  type        = bool
  default     = null
}
