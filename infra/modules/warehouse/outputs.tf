output "workgroup" {
  description = "Name of the workgroup."
  value       = aws_redshiftserverless_workgroup.this.workgroup_name
}

output "database" {
  description = "The database that has the schema lake."
  value       = local.database
}
