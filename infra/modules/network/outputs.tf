output "vpc_id" {
  description = "The network."
  value       = local.vpc_id
}

output "subnet_ids" {
  description = "Where tasks run."
  value       = local.create ? aws_subnet.this[*].id : var.subnet_ids
}

output "security_group_id" {
  description = "The security group of tasks."
  value       = aws_security_group.tasks.id
}

output "public" {
  description = "Whether tasks need public addresses to reach AWS."
  value       = local.create && !var.private
}
