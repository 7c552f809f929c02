variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "alerts_topic_arn" {
  description = "Where alarms are told."
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

variable "zones" {
  description = "How many zones the network has, each with a private subnet."
  type        = number
}

variable "private_subnet_ids" {
  description = "Subnets with a way out, one a zone."
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

variable "name" {
  description = "What the names of all parts begin with."
  type        = string
  default     = "receipts"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,19}$", var.name))
    error_message = "The name has 1 to 20 lower-case letters, digits and hyphens."
  }
}

variable "stack" {
  description = "Which of several deployments this is."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,19}$", var.stack))
    error_message = "The stack has 1 to 20 lower-case letters, digits and hyphens."
  }
}

variable "archive" {
  description = "The path of the functions' archive."
  type        = string
}

variable "architecture" {
  description = "What the archive was built for: arm64 or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture is arm64 or x86_64."
  }
}

variable "embedding_provider" {
  description = "openai, whose key is stored in a secret; or local: words hashed, for trials."
  type        = string
  default     = "openai"
  nullable    = false

  validation {
    condition     = contains(["openai", "local"], var.embedding_provider)
    error_message = "The provider is openai or local."
  }
}

variable "places" {
  description = "Whether Google Places is asked about shops; its key is stored in a secret."
  type        = bool
  default     = true
  nullable    = false
}

variable "collection_backend" {
  description = "segments: versions on a file system and in a bucket; chroma: a Chroma server that runs elsewhere."
  type        = string
  default     = "segments"
  nullable    = false

  validation {
    condition     = contains(["segments", "chroma"], var.collection_backend)
    error_message = "The back end is segments or chroma."
  }
}

variable "chroma_url" {
  description = "The Chroma server, reached by HTTPS."
  type        = string
  default     = null

  validation {
    condition     = var.collection_backend != "chroma" || can(regex("^https://", var.chroma_url))
    error_message = "The back end chroma needs the server's address, which begins with https://."
  }
}

variable "chroma_tenant" {
  description = "The server's tenant."
  type        = string
  default     = "default_tenant"
  nullable    = false
}

variable "chroma_database" {
  description = "The tenant's database."
  type        = string
  default     = "default_database"
  nullable    = false
}

variable "chroma_token" {
  description = "Whether the server wants a token; it is stored in a secret."
  type        = bool
  default     = true
  nullable    = false
}
