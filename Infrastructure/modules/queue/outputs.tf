output "arn" {
  description = "The queue's ARN, known before it is there."
  value       = local.arn
}

output "url" {
  description = "The queue's address."
  value       = aws_sqs_queue.this.id
}

output "dead_letter_name" {
  description = "The name of the dead-letter queue; null without one."
  value       = one([for queue in aws_sqs_queue.dead_letters : queue.name])
}

output "name" {
  description = "The queue's name."
  value       = aws_sqs_queue.this.name
}
