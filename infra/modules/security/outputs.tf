output "key_arn" {
  description = "ARN of the KMS key."
  value       = aws_kms_key.this.arn
}

output "role_arns" {
  description = "ARNs of the roles by component."
  value       = { for name, role in aws_iam_role.component : name => role.arn }
}

output "role_names" {
  description = "Names of the roles by component."
  value       = { for name, role in aws_iam_role.component : name => role.id }
}
