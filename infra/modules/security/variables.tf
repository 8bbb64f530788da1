variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "application" {
  description = "The name of the application, for descriptions."
  type        = string
}

variable "account_id" {
  description = "The account."
  type        = string
}

variable "region" {
  description = "The region."
  type        = string
}

variable "partition" {
  description = "The partition of ARNs."
  type        = string
}

variable "permissions_boundary" {
  description = "ARN of a policy that limits every role; null for none."
  type        = string
}

variable "github_repository" {
  description = "OWNER/NAME of the repository that may deploy; null for none."
  type        = string
}

variable "github_policies" {
  description = "ARNs of further policies of the role that deploys."
  type        = list(string)
}

variable "switches" {
  description = "What else is in use, and therefore needs permissions."
  type = object({
    fan_out           = bool
    firehose          = bool
    event_bus         = bool
    athena_compaction = bool
  })
}

variable "resources" {
  description = "ARNs of what the roles work on (the Glue database by name); buckets by layer."
  type = object({
    stream       = string
    lease_table  = string
    claim_table  = string
    delivery     = string
    buckets      = map(string)
    topic        = string
    event_bus    = string
    failed_calls = string
    database     = string
    workgroup    = string
    repository   = string
  })
}
