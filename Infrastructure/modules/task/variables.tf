variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "family" {
  description = "The name of the task definition."
  type        = string
}

variable "container" {
  description = "The name of its container."
  type        = string
}

variable "image" {
  description = "The container's image with its tag or digest."
  type        = string
}

variable "command" {
  description = "The arguments of the image's program."
  type        = list(string)
}

variable "environment" {
  description = "The variables that the program reads."
  type        = map(string)
}

variable "cpu" {
  description = "Processors in units of 1/1024."
  type        = number
}

variable "memory" {
  description = "Memory in MiB; Fargate has certain sizes for each number of processors."
  type        = number
}

variable "architecture" {
  description = "ARM64 or X86_64."
  type        = string
}

variable "storage" {
  description = "GiB of disk; Fargate has 21 to 200."
  type        = number
}

variable "folders" {
  description = "The folders that the program may write, by the names of their volumes."
  type        = map(string)
}

variable "stop_timeout" {
  description = "Seconds between the signal that asks a container to end and the one that ends it."
  type        = number
}

variable "log_group" {
  description = "The name of the log group."
  type        = string
}

variable "log_prefix" {
  description = "What the names of its streams begin with."
  type        = string
}

variable "task_role_arn" {
  description = "The role of the program."
  type        = string
}

variable "execution_role_arn" {
  description = "The role of whoever fetches the image and writes the log."
  type        = string
}
