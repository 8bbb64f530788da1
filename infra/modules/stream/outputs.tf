output "stream" {
  description = "Name of the stream."
  value       = aws_kinesis_stream.this.name
}

output "stream_arn" {
  description = "ARN of the stream."
  value       = aws_kinesis_stream.this.arn
}

output "consumer" {
  description = "Name of the enhanced fan-out consumer; null without one."
  value       = one(aws_kinesis_stream_consumer.worker[*].name)
}

output "lease_table" {
  description = "Name of the lease table."
  value       = aws_dynamodb_table.leases.name
}

output "lease_table_arn" {
  description = "ARN of the lease table."
  value       = aws_dynamodb_table.leases.arn
}

output "claim_table" {
  description = "Name of the table of claims."
  value       = aws_dynamodb_table.claims.name
}

output "claim_table_arn" {
  description = "ARN of the table of claims."
  value       = aws_dynamodb_table.claims.arn
}

output "delivery" {
  description = "Name of the delivery stream; null without one."
  value       = one(aws_kinesis_firehose_delivery_stream.landing[*].name)
}

output "delivery_arn" {
  description = "ARN of the delivery stream; null without one."
  value       = one(aws_kinesis_firehose_delivery_stream.landing[*].arn)
}

output "mode" {
  description = "ON_DEMAND or PROVISIONED."
  value       = aws_kinesis_stream.this.stream_mode_details[0].stream_mode
}

output "shards" {
  description = "Shards of a provisioned stream; null on demand."
  value       = aws_kinesis_stream.this.shard_count
}
