output "arn" {
  description = "The task definition without a revision, which starts the newest one; known before it is there."
  value       = "${local.prefix}/${var.family}"
  depends_on  = [aws_ecs_task_definition.this]
}

output "revision_arn" {
  description = "The task definition with the revision that was made last."
  value       = aws_ecs_task_definition.this.arn
}
