output "name" {
  description = "The function's name, once it is there."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "The function's ARN, known before it is there."
  value       = "${local.prefix}:${var.name}"
}

output "invoke_arn" {
  description = "What API Gateway calls the function by."
  value       = aws_lambda_function.this.invoke_arn
}

output "version" {
  description = "The newest published version."
  value       = aws_lambda_function.this.version
}

output "role_name" {
  description = "The name of the function's role."
  value       = module.role.id
}

output "log_group" {
  description = "The name of the function's log group."
  value       = aws_cloudwatch_log_group.this.name
}
