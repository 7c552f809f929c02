output "alerts_topic_arn" {
  description = "The topic of alarms, known before it is there."
  value       = local.topic_arn
}

output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "The network's range."
  value       = var.cidr
}

output "subnet_ids" {
  description = "Subnets by their kind: public, private, isolated."
  value       = local.ids
}

output "outward_security_group_id" {
  description = "The security group of what speaks HTTPS outward."
  value       = aws_security_group.outward.id
}
