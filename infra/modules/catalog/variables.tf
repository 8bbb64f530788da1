variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "account_id" {
  description = "The account, for which alone the crawler may act."
  type        = string
}

variable "curated_bucket" {
  description = "The bucket of the tables."
  type        = string
}

variable "raw_bucket" {
  description = "The bucket that the crawler looks at."
  type        = string
}

variable "results_bucket" {
  description = "The bucket of query results."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of the buckets."
  type        = string
}

variable "crawler" {
  description = "Make the crawler of the raw layer."
  type        = bool
}

variable "scan_limit_gb" {
  description = "How much one query may read."
  type        = number
}

variable "queries" {
  description = "A folder of *.sql files, each of which becomes a named query."
  type        = string
}

variable "boundary" {
  description = "Permissions boundary of the role; null for none."
  type        = string
}

variable "empty_on_delete" {
  description = "Let the workgroup go with its history of queries."
  type        = bool
}
