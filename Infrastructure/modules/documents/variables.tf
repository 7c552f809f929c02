variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "offline" {
  description = "Whether the plan is made without an account."
  type        = bool
}

variable "alerts_topic_arn" {
  description = "Where failures and alarms are told."
  type        = string
}

variable "documentation" {
  description = "Where the folder Documentation is read: an address, or a path in the checkout."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "private_subnet_ids" {
  description = "Subnets with a way out, in which tasks and functions run."
  type        = list(string)
}

variable "isolated_subnet_ids" {
  description = "Subnets without a way out, for the database."
  type        = list(string)
}

variable "security_group_id" {
  description = "The security group of what speaks HTTPS outward."
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
  description = "The image of embed-documents; by default the one with image_tag in the repository that is made here."
  type        = string
  default     = null
}

variable "image_tag" {
  description = "The tag of the image in the repository that is made here."
  type        = string
  default     = "latest"
  nullable    = false
}

variable "archive" {
  description = "The path of the functions' archive."
  type        = string
}

variable "architecture" {
  description = "What image and archive were built for: arm64 or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture is arm64 or x86_64."
  }
}

variable "models" {
  description = "The models, the first one being used where nobody says which."
  type = list(object({
    provider          = string
    modelId           = string
    modelRefKey       = string
    dimensions        = number
    modelEndpointName = optional(string)
    region            = optional(string)
  }))
  default = [{
    provider    = "bedrock"
    modelId     = "amazon.titan-embed-text-v2:0"
    modelRefKey = "amazon.titan-embed-text-v2:0"
    dimensions  = 1024
  }]
  nullable = false

  validation {
    condition     = length(var.models) > 0 && alltrue([for model in var.models : contains(["bedrock", "sagemaker", "local"], model.provider)])
    error_message = "There is at least one model, and each is of bedrock, sagemaker or local."
  }
  validation {
    condition     = alltrue([for model in var.models : model.provider != "sagemaker" || model.modelEndpointName != null])
    error_message = "A model of SageMaker has a modelEndpointName."
  }
}

variable "video_models" {
  description = "Models of Bedrock that rewrite what is said in films, and choose frames; none or two."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = contains([0, 2], length(var.video_models))
    error_message = "Name none, or the model that rewrites and the one that chooses frames."
  }
}

variable "task_cpu" {
  description = "Processors of a task, in units of 1/1024."
  type        = number
  default     = 8192
  nullable    = false

  validation {
    condition     = contains([1024, 2048, 4096, 8192, 16384], var.task_cpu)
    error_message = "Fargate has 1024, 2048, 4096, 8192 and 16384 units for tasks of this kind."
  }
}

variable "task_memory" {
  description = "Memory of a task in MiB."
  type        = number
  default     = 32768
  nullable    = false

  validation {
    condition     = var.task_memory >= 2048 && var.task_memory % 1024 == 0
    error_message = "Memory is at least 2048 MiB, and a multiple of 1024."
  }
}

variable "task_timeout" {
  description = "Seconds that one task may take."
  type        = number
  default     = 21600
  nullable    = false
}

variable "max_concurrency" {
  description = "Tasks at once."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.max_concurrency >= 1 && var.max_concurrency <= 10000
    error_message = "Between 1 and 10000 tasks run at once."
  }
}

variable "items_per_task" {
  description = "Documents that one task is given."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.items_per_task >= 1 && var.items_per_task <= 20
    error_message = "A task is given 1 to 20 documents."
  }
}

variable "fail_on_document_errors" {
  description = "Whether a run in which a document failed is a failed run."
  type        = bool
  default     = true
  nullable    = false
}

variable "schedule" {
  description = "When runs are started, in UTC, as rate(1 hour); null to start them by hand."
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
  default     = 5432
  nullable    = false
}

variable "postgres_cidr" {
  description = "Where that Postgres is, as a range of addresses."
  type        = string
  default     = "0.0.0.0/0"
  nullable    = false
}

variable "postgres_secret_arn" {
  description = "The secret with username, password, port and dbname of that Postgres."
  type        = string
  default     = null

  validation {
    condition     = (var.postgres_host == null) == (var.postgres_secret_arn == null)
    error_message = "A Postgres that is there already needs both its host and its secret."
  }
}

variable "aurora_version" {
  description = "The version of Aurora PostgreSQL."
  type        = string
  default     = "16.8"
  nullable    = false
}

variable "aurora_capacity" {
  description = "Aurora's least and greatest capacity, in units of 2 GiB of memory."
  type        = object({ min = number, max = number })
  default     = { min = 0.5, max = 8 }
  nullable    = false

  validation {
    condition     = var.aurora_capacity.min <= var.aurora_capacity.max
    error_message = "The least capacity is not above the greatest one."
  }
}

variable "database_proxy" {
  description = "Whether RDS Proxy stands before Aurora; for hundreds of tasks at once."
  type        = bool
  default     = false
  nullable    = false
}

variable "database_certificates" {
  description = "Where the image, and the unpacked archive, have Amazon's bundle of certificate authorities for databases."
  type        = object({ image = string, archive = string })
  default = {
    image   = "/usr/local/share/embed-documents/rds-global-bundle.pem"
    archive = "/var/task/rds-global-bundle.pem"
  }
  nullable = false
}

variable "password_version" {
  description = "Another number makes another password of the programs' user."
  type        = number
  default     = 1
  nullable    = false
}
