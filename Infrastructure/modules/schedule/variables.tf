variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "name" {
  description = "The schedule's name."
  type        = string
}

variable "description" {
  description = "What is started, and why then."
  type        = string
}

variable "expression" {
  description = "When: cron(…) in UTC, or rate(…)."
  type        = string

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.expression))
    error_message = "A schedule is cron(…) or rate(…)."
  }
}

variable "enabled" {
  description = "Whether anything is started."
  type        = bool
  default     = true
}

variable "target_arn" {
  description = "What is started."
  type        = string
}

variable "action" {
  description = "The permission that takes: states:StartExecution or lambda:InvokeFunction."
  type        = string
}

variable "input" {
  description = "What it is started with."
  type        = any
  default     = {}
}
