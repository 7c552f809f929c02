variable "prefix" {
  description = "What the names of the alarms begin with."
  type        = string
}

variable "topic_arn" {
  description = "Where alarms are told."
  type        = string
}

variable "runbook" {
  description = "The page that says what to do: a name of an alarm, without its prefix, is an anchor there."
  type        = string
}

variable "alarms" {
  description = "The alarms by name: one metric, one query over all dimensions, or a formula over several metrics."
  type = map(object({
    meaning    = string
    threshold  = number
    comparison = optional(string, "GreaterThanThreshold")
    period     = optional(number, 300)
    periods    = optional(number, 1)
    missing    = optional(string, "notBreaching")
    metric = optional(object({
      namespace  = string
      name       = string
      dimensions = optional(map(string), {})
      statistic  = optional(string, "Sum")
    }))
    query   = optional(string)
    formula = optional(string)
    metrics = optional(map(object({
      namespace  = string
      name       = string
      dimensions = optional(map(string), {})
      statistic  = optional(string, "Sum")
    })), {})
  }))

  validation {
    condition     = alltrue([for alarm in var.alarms : length([for kind in [alarm.metric, alarm.query, alarm.formula] : 1 if kind != null]) == 1])
    error_message = "Each alarm has a metric, a query or a formula."
  }
}
