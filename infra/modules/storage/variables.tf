variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "suffix" {
  description = "What the names end with, so that they are the only ones in the world: account and region."
  type        = string
}

variable "account_id" {
  description = "The account, which alone may deliver access logs."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of all buckets but that of access logs."
  type        = string
}

variable "protect_data" {
  description = "Refuse to destroy a bucket that holds objects."
  type        = bool
}

variable "days" {
  description = "Days until raw goes to Glacier, and until landing and quarantine expire."
  type = object({
    raw_to_glacier = number
    landing        = number
    quarantine     = number
  })
}
