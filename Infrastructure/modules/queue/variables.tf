variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ partition = string, region = string, account_id = string })
}

variable "name" {
  description = "The queue's name."
  type        = string
}

variable "dead_letter_name" {
  description = "The name of its dead-letter queue, by default the queue's with -dlq."
  type        = string
  default     = null
}

variable "max_receives" {
  description = "How often a message is received before it becomes a dead letter; null for a queue without such letters."
  type        = number
  default     = null
}

variable "visibility" {
  description = "Seconds for which a received message is hidden from others."
  type        = number
  default     = 30
}

variable "retention_days" {
  description = "Days for which messages are kept."
  type        = number
  default     = 14
}

variable "wait" {
  description = "Seconds for which a receiver waits for messages."
  type        = number
  default     = 20
}
