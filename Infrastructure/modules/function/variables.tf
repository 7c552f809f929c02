variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "name" {
  description = "The function's name, which is its role's as well."
  type        = string
}

variable "description" {
  description = "What the function does."
  type        = string
}

variable "archive" {
  description = "The path of the archive with the program. It need not be there for a plan."
  type        = string
}

variable "architecture" {
  description = "What the archive was built for: arm64 or x86_64."
  type        = string
}

variable "memory" {
  description = "Memory in MB, which decides about the share of processors as well."
  type        = number
}

variable "timeout" {
  description = "Seconds that an invocation may take."
  type        = number
}

variable "storage" {
  description = "MB below /tmp."
  type        = number
  default     = 512
}

variable "concurrency" {
  description = "Invocations at once that are kept for this function, and no more; -1 for what the account has left."
  type        = number
  default     = -1
}

variable "environment" {
  description = "The variables that the program reads."
  type        = map(string)
}

variable "statements" {
  description = "What the function may do beyond its log: see the module role."
  type = map(object({
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
    when       = optional(bool, true)
  }))
  default = {}
}

variable "network" {
  description = "The subnets and security groups of a function inside the network; null for one outside."
  type        = object({ subnet_ids = list(string), security_group_ids = list(string) })
  default     = null
}

variable "file_system" {
  description = "The file system that is mounted at path; mount_target_ids are waited for. Null for none."
  type = object({
    arn              = string
    access_point_arn = string
    path             = string
    mount_target_ids = list(string)
  })
  default = null
}

variable "failure_queue_arn" {
  description = "The queue for events that failed when nobody waited for an answer; null for none."
  type        = string
  default     = null
}

variable "publish" {
  description = "Whether each change becomes a version."
  type        = bool
  default     = false
}

variable "log_days" {
  description = "Days for which the log is kept."
  type        = number
  default     = 30
}
