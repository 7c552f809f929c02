output "arns" {
  description = "The alarms' ARNs."
  value       = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.arn]
}
