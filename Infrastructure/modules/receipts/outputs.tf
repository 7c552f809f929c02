output "queue_urls" {
  description = "The queues by their use."
  value       = { for name, queue in module.queue : name => queue.url }
}

output "table_name" {
  description = "The table of receipts."
  value       = aws_dynamodb_table.receipts.name
}

output "collections_bucket" {
  description = "The bucket of deltas and snapshots."
  value       = module.collections.name
}

output "artifacts_bucket" {
  description = "The bucket of receipts' rows."
  value       = module.artifacts.name
}

output "secret_names" {
  description = "The secrets that keys are to be stored in."
  value       = local.secrets
}
