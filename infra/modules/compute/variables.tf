variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "region" {
  description = "The region, for the log driver."
  type        = string
}

variable "account_id" {
  description = "The account."
  type        = string
}

variable "partition" {
  description = "The partition of ARNs."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of images, logs and the functions' environment."
  type        = string
}

variable "boundary" {
  description = "Permissions boundary of the roles; null for none."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
}

variable "empty_on_delete" {
  description = "Let the repository go with its images."
  type        = bool
}

variable "always_on" {
  description = "Run the worker as a service; false runs it on a schedule until the stream is read."
  type        = bool
}

variable "image_tag" {
  description = "Tag of the image to run; null runs nothing yet."
  type        = string
}

variable "architecture" {
  description = "arm64 or x86_64, of images and functions."
  type        = string
}

variable "worker" {
  description = "The worker's tasks: how many, and how large (CPU units and MiB of Fargate)."
  type = object({
    min    = number
    max    = number
    cpu    = number
    memory = number
  })
}

variable "compactor" {
  description = "The compactor's task: CPU units and MiB of Fargate."
  type = object({
    cpu    = number
    memory = number
  })
}

variable "schedules" {
  description = "Schedule expressions of what does not always run."
  type = object({
    worker    = string
    compact   = string
    reconcile = string
  })
}

variable "program" {
  description = "The configuration of the program, which it gets as environment variables."
  type        = any
}

variable "role_arns" {
  description = "Roles by component."
  type        = map(string)
}

variable "role_names" {
  description = "Names of the roles by component."
  type        = map(string)
}

variable "stream" {
  description = "Name of the stream, whose lag scales the worker."
  type        = string
}

variable "stream_arn" {
  description = "ARN of the stream that the alert function reads."
  type        = string
}

variable "consumer" {
  description = "The fan-out consumer whose lag scales the worker; null if it polls."
  type        = string
}

variable "raw_bucket" {
  description = "The bucket whose new objects the alert function looks at."
  type        = string
}

variable "dead_letter_queue_arn" {
  description = "Where calls go that failed for good."
  type        = string
}

variable "subnet_ids" {
  description = "Where tasks run."
  type        = list(string)
}

variable "security_group_id" {
  description = "The security group of tasks."
  type        = string
}

variable "public" {
  description = "Give tasks public addresses."
  type        = bool
}

variable "functions" {
  description = "The zip of the alert functions; null makes none. parallel is how many batches of a shard run at once."
  type = object({
    package  = string
    memory   = number
    parallel = number
  })
}
