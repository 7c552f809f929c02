output "arn" {
  description = "The role's ARN, once it and its policy are there."
  value       = aws_iam_role.this.arn
  depends_on  = [aws_iam_role_policy.this]
}

output "id" {
  description = "The role's name."
  value       = aws_iam_role.this.id
}

output "known_arn" {
  description = "The role's ARN, known before it is there."
  value       = "arn:${var.context.partition}:iam::${var.context.account_id}:role/${var.name}"
}
