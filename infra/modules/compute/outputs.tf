output "repository_url" {
  description = "Where images are pushed to."
  value       = aws_ecr_repository.this.repository_url
}

output "repository_arn" {
  description = "ARN of the repository."
  value       = aws_ecr_repository.this.arn
}

output "cluster" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "service" {
  description = "Name of the worker's service; null where it runs on a schedule, or nothing runs yet."
  value       = one(aws_ecs_service.worker[*].name)
}

output "functions" {
  description = "Names of the alert functions."
  value       = [for function in aws_lambda_function.this : function.function_name]
}

output "log_groups" {
  description = "Names of the log groups, by what writes them."
  value       = merge({ tasks = aws_cloudwatch_log_group.tasks.name }, { for name, group in aws_cloudwatch_log_group.function : name => group.name })
}
