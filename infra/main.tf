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
  github_policies      = var.github_policies

  switches = {
    fan_out           = var.stream.fan_out
    firehose          = var.firehose
    event_bus         = var.alerts.event_bus
    athena_compaction = var.catalog.athena_compaction
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
    repository   = module.compute.repository_arn
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

module "network" {
  source = "./modules/network"

  prefix             = local.prefix
  account_id         = local.account_id
  key_arn            = module.security.key_arn
  log_retention_days = var.log_retention_days
  boundary           = var.permissions_boundary
  private            = var.network.private
  cidr               = var.network.cidr
  zones              = var.network.zones
  endpoints          = var.network.endpoints
  vpc_id             = var.network.vpc_id
  subnet_ids         = var.network.subnet_ids
}

module "compute" {
  source = "./modules/compute"

  prefix                = local.prefix
  region                = var.region
  account_id            = local.account_id
  partition             = data.aws_partition.current.partition
  key_arn               = module.security.key_arn
  boundary              = var.permissions_boundary
  log_retention_days    = var.log_retention_days
  empty_on_delete       = !var.protect_data
  always_on             = var.size == "worker"
  image_tag             = var.image_tag
  architecture          = var.architecture
  worker                = var.worker
  compactor             = var.compactor
  schedules             = var.schedules
  program               = local.program
  role_arns             = module.security.role_arns
  role_names            = module.security.role_names
  stream                = module.stream.stream
  stream_arn            = module.stream.stream_arn
  consumer              = module.stream.consumer
  raw_bucket            = module.storage.bucket_names["raw"]
  dead_letter_queue_arn = module.alerts.dead_letter_queue_arn
  subnet_ids            = module.network.subnet_ids
  security_group_id     = module.network.security_group_id
  public                = module.network.public
  functions             = var.functions
}

module "warehouse" {
  count  = var.warehouse.enabled ? 1 : 0
  source = "./modules/warehouse"

  prefix              = local.prefix
  region              = var.region
  account_id          = local.account_id
  partition           = data.aws_partition.current.partition
  key_arn             = module.security.key_arn
  boundary            = var.permissions_boundary
  base_capacity       = var.warehouse.base_capacity
  max_rpu_hours_a_day = var.warehouse.max_rpu_hours_a_day
  hot_days            = var.warehouse.hot_days
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.subnet_ids
  database            = module.catalog.database
  curated_bucket_arn  = module.storage.bucket_arns["curated"]
}

module "observability" {
  source = "./modules/observability"

  name              = var.name
  prefix            = local.prefix
  region            = var.region
  account_id        = local.account_id
  key_arn           = module.security.key_arn
  emails            = var.operations.emails
  budget            = var.operations.budget
  quiet_hours       = var.operations.quiet_hours
  lag_minutes       = var.operations.lag_minutes
  always_on         = var.size == "worker"
  runs              = var.image_tag != null
  application       = module.stream.lease_table
  stream            = module.stream.stream
  consumer          = var.stream.fan_out ? "${local.prefix}-worker" : null
  delivery          = var.firehose ? "${local.prefix}-landing" : null
  tables            = [module.stream.lease_table, module.stream.claim_table]
  dead_letter_queue = module.alerts.dead_letter_queue
  channels          = concat(["copies", "sns"], var.alerts.event_bus ? ["eventbridge"] : [])
  functions         = var.functions.package == null ? [] : ["${local.prefix}-object-alerts", "${local.prefix}-stream-alerts"]
  cluster_arn       = module.compute.cluster_arn
  cluster           = module.compute.cluster
}
