output "state_machine_arn" {
  description = "The state machine that ingests."
  value       = aws_sfn_state_machine.this.arn
}

output "cluster_arn" {
  description = "The cluster of the tasks."
  value       = aws_ecs_cluster.this.arn
}

output "buckets" {
  description = "The buckets by their use."
  value       = { for kind, bucket in module.bucket : kind => bucket.name }
}

output "search_url" {
  description = "Where searches are sent, signed."
  value       = "${aws_apigatewayv2_api.search.api_endpoint}/corpus/search"
}

output "repository_url" {
  description = "Where the image is pushed."
  value       = aws_ecr_repository.this.repository_url
}

output "migrate_task" {
  description = "The task that makes the tables, and where it runs; null for a Postgres made elsewhere."
  value = local.aurora ? {
    task_definition = module.migrate[0].arn
    cluster         = aws_ecs_cluster.this.name
    subnets         = var.private_subnet_ids
    security_groups = [var.security_group_id, aws_security_group.clients.id]
  } : null
}

output "database" {
  description = "The database's cluster and the secrets of its two users; null for a Postgres made elsewhere."
  value = local.aurora ? {
    cluster_arn   = aws_rds_cluster.this[0].arn
    master_secret = aws_rds_cluster.this[0].master_user_secret[0].secret_arn
    user_secret   = aws_secretsmanager_secret.user[0].arn
  } : null
}
