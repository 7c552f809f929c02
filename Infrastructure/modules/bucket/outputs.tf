output "name" {
  description = "The bucket's name, once it is there."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "The bucket's ARN, known before it is there."
  value       = local.arn
}
