variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "name" {
  description = "What the names of the network's parts begin with."
  type        = string
}

variable "project" {
  description = "The value of the tag Project, which the budget counts by."
  type        = string
}

variable "availability_zones" {
  description = "The zones with subnets."
  type        = list(string)

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 16
    error_message = "Databases and file systems want at least two zones, and the network has room for sixteen."
  }
}

variable "cidr" {
  description = "The network's range."
  type        = string
  default     = "10.40.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrsubnet(var.cidr, 6, 0))
    error_message = "The range must be one of IPv4, as 10.40.0.0/16, with room for subnets."
  }
}

variable "private_subnets" {
  description = "Whether private and isolated subnets and a way out of them are made."
  type        = bool
}

variable "nat_gateway_per_zone" {
  description = "Whether each zone has its own NAT gateway, so that one may fail, or all share the first."
  type        = bool
  default     = false
  nullable    = false
}

variable "interface_endpoints" {
  description = "The services of AWS that private subnets reach without the NAT gateway, as sqs or ecr.api."
  type        = set(string)
}

variable "alert_email" {
  description = "Who is told of alarms; null for nobody by mail."
  type        = string
  default     = null
}

variable "monthly_budget" {
  description = "USD a month; at 80 percent of it, and where all of it is foreseen, an alarm is told."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.monthly_budget > 0
    error_message = "The budget is a positive number of USD."
  }
}
