locals {
  # What the program reads: the names of AwsSettings. The containers and functions get the same as environment variables.
  program = {
    region       = var.region
    stream       = module.stream.stream
    consumer     = var.stream.fan_out ? module.stream.consumer : null
    lease_table  = module.stream.lease_table
    claim_table  = module.stream.claim_table
    bucket       = module.storage.bucket_names["audit"]
    bucket_owner = local.account_id
    buckets = {
      raw        = module.storage.bucket_names["raw"]
      landing    = module.storage.bucket_names["landing"]
      state      = module.storage.bucket_names["landing"] # As short-lived as micro-batches.
      quarantine = module.storage.bucket_names["quarantine"]
      curated    = module.storage.bucket_names["curated"]
    }
    firehose  = var.firehose ? module.stream.delivery : null
    topic     = module.alerts.topic_arn
    rules     = var.alerts.rules
    event_bus = var.alerts.event_bus ? module.alerts.event_bus : null
    database  = module.catalog.database
    workgroup = module.catalog.workgroup
  }
}

output "clickstream_config" {
  description = "The configuration of the program. 'terraform output -json > aws.json', then 'clickstream doctor --backend aws --config aws.json'."
  value       = local.program
}

output "buckets" {
  description = "Bucket names by layer."
  value       = module.storage.bucket_names
}

output "roles" {
  description = "ARNs of the roles by component."
  value       = module.security.role_arns
}

output "key_arn" {
  description = "The KMS key of all data at rest."
  value       = module.security.key_arn
}

output "alert_queues" {
  description = "URLs of the queues that get purchase alerts, by name."
  value       = module.alerts.queue_urls
}

output "repository_url" {
  description = "Where the container image is pushed to."
  value       = module.compute.repository_url
}

output "functions" {
  description = "Names of the alert functions."
  value       = module.compute.functions
}

output "operations_topic_arn" {
  description = "ARN of the topic of alarms."
  value       = module.observability.topic_arn
}
