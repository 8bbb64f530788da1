variable "name" {
  description = "What every resource's name begins with."
  type        = string
  default     = "clickstream"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.name))
    error_message = "name has 2 to 16 lower-case letters, digits and '-', begins with a letter and does not end in '-': it becomes part of bucket names, which have at most 63 characters."
  }
}

variable "environment" {
  description = "Which deployment this is; also part of every name, so several fit into one account."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment is dev, staging or prod."
  }
}

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the name of an AWS region, for instance eu-central-1."
  }
}

variable "account_id" {
  description = "The account that may be changed; null for whichever the credentials belong to. Set it where several accounts are in use."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id has 12 digits."
  }
}

variable "size" {
  description = "serverless: on-demand stream, alert functions, the worker and the compactor on a schedule, nothing always on. worker: a provisioned stream and a long-running, scaled worker."
  type        = string
  default     = "serverless"

  validation {
    condition     = contains(["serverless", "worker"], var.size)
    error_message = "size is serverless or worker."
  }
}

variable "tags" {
  description = "Tags beside Application, Environment and ManagedBy, for instance CostCenter."
  type        = map(string)
  default     = {}
}

variable "protect_data" {
  description = "Refuse to destroy tables and buckets that hold data. Off lets 'terraform destroy' take everything, data included."
  type        = bool
  default     = true
}

variable "stream" {
  description = "The Kinesis stream. shards counts where it is provisioned (size worker); fan_out registers a consumer with 2 MB/s of each shard of its own."
  type = object({
    shards          = optional(number, 4)
    retention_hours = optional(number, 48)
    fan_out         = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.stream.shards >= 1 && var.stream.shards <= 500 && floor(var.stream.shards) == var.stream.shards
    error_message = "stream.shards is a whole number from 1 to 500."
  }

  validation {
    condition     = var.stream.retention_hours >= 24 && var.stream.retention_hours <= 8760
    error_message = "stream.retention_hours is from 24 to 8760."
  }
}

variable "firehose" {
  description = "Send micro-batches of events through Firehose instead of straight to S3. docs/aws.md says what that costs and gives."
  type        = bool
  default     = false
}

variable "lifecycle_days" {
  description = "Days until raw objects go to Glacier Instant Retrieval, and until landing and quarantined objects expire. Landing expires by age, so it must be far longer than compaction may ever stand still."
  type = object({
    raw_to_glacier = optional(number, 30)
    landing        = optional(number, 14)
    quarantine     = optional(number, 365)
  })
  default = {}

  validation {
    condition     = var.lifecycle_days.landing >= 7
    error_message = "lifecycle_days.landing is at least 7: what is not compacted by then is gone, and compaction that stands still is alarmed about after hours."
  }

  validation {
    condition     = var.lifecycle_days.raw_to_glacier >= 1 && var.lifecycle_days.quarantine >= 1
    error_message = "lifecycle_days are at least 1."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is one of the values that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "alerts" {
  description = "Who gets purchase alerts: e-mail addresses, and queues by name, each with a filter policy over the message attributes of docs/aws.md (a JSON object; {} takes all). event_bus makes an EventBridge bus as well."
  type = object({
    emails    = optional(list(string), [])
    queues    = optional(map(string), {})
    event_bus = optional(bool, false)
  })
  default = {}

  validation {
    condition     = alltrue([for email in var.alerts.emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "alerts.emails are e-mail addresses."
  }

  validation {
    condition     = alltrue([for name, filter in var.alerts.queues : can(regex("^[a-z][a-z0-9-]{0,29}$", name)) && can(keys(jsondecode(filter)))])
    error_message = "alerts.queues has names of up to 30 lower-case letters, digits and '-', and a JSON object for each, for instance { large = \"{\\\"revenue\\\":[{\\\"numeric\\\":[\\\">=\\\",500]}]}\" }."
  }
}

variable "catalog" {
  description = "crawler makes a table of the raw layer, once a day; scan_limit_gb is how much one Athena query may read."
  type = object({
    crawler       = optional(bool, false)
    scan_limit_gb = optional(number, 100)
  })
  default = {}

  validation {
    condition     = var.catalog.scan_limit_gb >= 1
    error_message = "catalog.scan_limit_gb is at least 1."
  }
}

variable "permissions_boundary" {
  description = "ARN of a policy that limits every role made here; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary is the ARN of an IAM policy."
  }
}

variable "github_repository" {
  description = "OWNER/NAME of the GitHub repository whose workflows on the branch main may push images and deploy them, without stored keys; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository is OWNER/NAME."
  }
}
