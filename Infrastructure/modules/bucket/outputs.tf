output "name" {
  description = "The bucket's name, known before it is there, and waited for."
  value       = var.name
  depends_on  = [aws_s3_bucket.this]
}

output "arn" {
  description = "The bucket's ARN, known before it is there."
  value       = local.arn
}
