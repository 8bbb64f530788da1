# The whole system. Each module has one job; what they know of each other goes through here.

locals {
  prefix     = "${var.name}-${var.environment}"
  account_id = data.aws_caller_identity.current.account_id
  tags = merge(var.tags, {
    Application = var.name
    Environment = var.environment
    ManagedBy   = "terraform"
  })
}

module "security" {
  source = "./modules/security"

  prefix               = local.prefix
  application          = var.name
  account_id           = local.account_id
  region               = var.region
  partition            = data.aws_partition.current.partition
  permissions_boundary = var.permissions_boundary
  github_repository    = var.github_repository

  switches = {
    fan_out   = var.stream.fan_out
    firehose  = var.firehose
    event_bus = var.alerts.event_bus
  }

  resources = {
    stream       = module.stream.stream_arn
    lease_table  = module.stream.lease_table_arn
    claim_table  = module.stream.claim_table_arn
    delivery     = module.stream.delivery_arn
    buckets      = module.storage.bucket_arns
    topic        = module.alerts.topic_arn
    event_bus    = module.alerts.event_bus_arn
    failed_calls = module.alerts.dead_letter_queue_arn
    database     = module.catalog.database
    workgroup    = module.catalog.workgroup_arn
  }
}

module "storage" {
  source = "./modules/storage"

  prefix       = local.prefix
  suffix       = "${local.account_id}-${var.region}"
  account_id   = local.account_id
  key_arn      = module.security.key_arn
  protect_data = var.protect_data
  days         = var.lifecycle_days
}

module "stream" {
  source = "./modules/stream"

  prefix             = local.prefix
  account_id         = local.account_id
  mode               = var.size == "serverless" ? "ON_DEMAND" : "PROVISIONED"
  shards             = var.stream.shards
  retention_hours    = var.stream.retention_hours
  fan_out            = var.stream.fan_out
  firehose           = var.firehose
  landing_bucket_arn = module.storage.bucket_arns["landing"]
  key_arn            = module.security.key_arn
  protect_data       = var.protect_data
  log_retention_days = var.log_retention_days
  boundary           = var.permissions_boundary
}

module "alerts" {
  source = "./modules/alerts"

  prefix     = local.prefix
  account_id = local.account_id
  key_arn    = module.security.key_arn
  emails     = var.alerts.emails
  queues     = var.alerts.queues
  event_bus  = var.alerts.event_bus
}

module "catalog" {
  source = "./modules/catalog"

  prefix          = local.prefix
  account_id      = local.account_id
  curated_bucket  = module.storage.bucket_names["curated"]
  raw_bucket      = module.storage.bucket_names["raw"]
  results_bucket  = module.storage.bucket_names["results"]
  key_arn         = module.security.key_arn
  crawler         = var.catalog.crawler
  scan_limit_gb   = var.catalog.scan_limit_gb
  queries         = "${path.module}/../sql/athena"
  boundary        = var.permissions_boundary
  empty_on_delete = !var.protect_data
}
