variable "context" {
  description = "Where everything lives: see the root module."
  type        = object({ region = string })
}

variable "name" {
  description = "The dashboard's name."
  type        = string
}

variable "graphs" {
  description = "Graphs by title: metrics as [namespace, name, dimensions], queries as {name = text}, a statistic (Sum)."
  type        = any
}
