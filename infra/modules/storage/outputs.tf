output "bucket_names" {
  description = "Names by layer: raw, landing, curated, quarantine, audit, results, logs."
  value       = { for name, bucket in aws_s3_bucket.this : name => bucket.id }
}

output "bucket_arns" {
  description = "ARNs by layer."
  value       = { for name, bucket in aws_s3_bucket.this : name => bucket.arn }
}
