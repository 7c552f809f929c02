variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string })
}

variable "name" {
  description = "The bucket's name, one of its kind in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens."
  }
}

variable "delete_data" {
  description = "Whether the bucket may be taken down with what is in it."
  type        = bool
}

variable "noncurrent_days" {
  description = "Days after which versions that were written over or deleted are gone."
  type        = number
  default     = 30
}

variable "upload_days" {
  description = "Days after which the parts of an upload that was not finished are gone."
  type        = number
  default     = 2
}

variable "expirations" {
  description = "Days after which objects are deleted, by the prefix of their keys."
  type        = map(number)
  default     = {}
}
