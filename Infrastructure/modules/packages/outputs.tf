output "artifacts_bucket_name" {
  description = "The bucket of artifacts."
  value       = module.artifacts.name
}

output "layer_arn" {
  description = "The layer with the index, without a version; it is there after the first run."
  value       = local.layer_arn
}

output "api_url" {
  description = "Where searches are sent."
  value       = aws_api_gateway_stage.v1.invoke_url
}

output "function_name" {
  description = "The function that searches."
  value       = module.search.name
}

output "function_arn" {
  description = "The function that searches, by its ARN."
  value       = local.function_arn
}

output "certificate_arn" {
  description = "The certificate of the domain; null without one."
  value       = one(aws_acm_certificate.this[*].arn)
}

output "cloudfront_domain_name" {
  description = "CloudFront's name; null without it."
  value       = one(aws_cloudfront_distribution.this[*].domain_name)
}

output "repository_url" {
  description = "Where the indexer's image is pushed."
  value       = aws_ecr_repository.indexer.repository_url
}

output "state_machine_arn" {
  description = "The nightly pipeline."
  value       = aws_sfn_state_machine.pipeline.arn
}
