variable "prefix" {
  description = "The name of the stream, and what the other names begin with."
  type        = string
}

variable "account_id" {
  description = "The account, for which alone Firehose may act."
  type        = string
}

variable "mode" {
  description = "ON_DEMAND grows with the traffic; PROVISIONED has a number of shards."
  type        = string

  validation {
    condition     = contains(["ON_DEMAND", "PROVISIONED"], var.mode)
    error_message = "mode is ON_DEMAND or PROVISIONED."
  }
}

variable "shards" {
  description = "Shards of a provisioned stream."
  type        = number
}

variable "retention_hours" {
  description = "Hours that records stay in the stream."
  type        = number
}

variable "fan_out" {
  description = "Register an enhanced fan-out consumer."
  type        = bool
}

variable "firehose" {
  description = "Make the delivery stream of micro-batches."
  type        = bool
}

variable "landing_bucket_arn" {
  description = "Where Firehose delivers to."
  type        = string
}

variable "key_arn" {
  description = "The KMS key."
  type        = string
}

variable "protect_data" {
  description = "Refuse to delete the tables."
  type        = bool
}

variable "log_retention_days" {
  description = "Days that Firehose's log is kept."
  type        = number
}

variable "boundary" {
  description = "Permissions boundary of the role; null for none."
  type        = string
}
