variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, account_id = string })
}

variable "name" {
  description = "The role's name."
  type        = string

  validation {
    condition     = length(var.name) <= 64
    error_message = "A role's name has at most 64 characters."
  }
}

variable "description" {
  description = "What the role is for."
  type        = string
}

variable "service" {
  description = "Who takes the role on, as ecs-tasks.amazonaws.com."
  type        = string
}

variable "source_arn" {
  description = "For which resources the service may take the role on; null for all of the account."
  type        = string
  default     = null
}

variable "statements" {
  description = "What the role may do, by the names of the statements; those with when = false are left out."
  type = map(object({
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
    when       = optional(bool, true)
  }))
  default = {}
}
