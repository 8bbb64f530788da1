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
  description = "Who gets purchase alerts: e-mail addresses, and queues by name, each with a filter policy over the message attributes of docs/aws.md (a JSON object; {} takes all). event_bus makes an EventBridge bus as well; rules is the key of the rules file in the audit bucket (docs/alerts.md), null for every purchase."
  type = object({
    emails    = optional(list(string), [])
    queues    = optional(map(string), {})
    event_bus = optional(bool, false)
    rules     = optional(string)
  })
  default = {}

  validation {
    condition     = var.alerts.rules == null || can(regex("^alerts/.+$", var.alerts.rules))
    error_message = "alerts.rules begins with alerts/, where workers and functions may read."
  }

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
  description = "crawler makes a table of the raw layer, once a day; scan_limit_gb is how much one Athena query may read; athena_compaction lets the compactor ask Athena (compact --engine athena)."
  type = object({
    crawler           = optional(bool, false)
    scan_limit_gb     = optional(number, 100)
    athena_compaction = optional(bool, false)
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

variable "github_policies" {
  description = "ARNs of policies that the role of github_repository gets besides pushing images and code of functions, so that it can run Terraform."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.github_policies : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$", arn))])
    error_message = "github_policies are ARNs of IAM policies."
  }
}

variable "network" {
  description = "Where tasks run. private reaches AWS through endpoints (each costs by the hour and zone); without it tasks have public addresses, and nobody gets in either way. vpc_id and subnet_ids name a network that exists instead."
  type = object({
    private    = optional(bool, true)
    cidr       = optional(string, "10.40.0.0/20")
    zones      = optional(number, 2)
    endpoints  = optional(list(string), ["ecr.api", "ecr.dkr", "events", "glue", "kinesis-firehose", "kinesis-streams", "kms", "logs", "sns", "sts"])
    vpc_id     = optional(string)
    subnet_ids = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = can(cidrsubnet(var.network.cidr, 4, 5)) && var.network.zones >= 1 && var.network.zones <= 6
    error_message = "network.cidr is a range of addresses of at least /28, and network.zones is from 1 to 6."
  }

  validation {
    condition     = (var.network.vpc_id == null) == (length(var.network.subnet_ids) == 0)
    error_message = "network.vpc_id and network.subnet_ids go together."
  }
}

variable "image_tag" {
  description = "Tag of the container image that runs; null runs no container yet, as in the first apply, before there is a repository to push into."
  type        = string
  default     = null

  validation {
    condition     = var.image_tag == null || can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag))
    error_message = "image_tag is the tag of an image: up to 128 letters, digits, '_', '.' and '-'."
  }
}

variable "architecture" {
  description = "Processor of containers and functions: arm64 costs a fifth less, x86_64 is what most machines that build have."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is arm64 or x86_64."
  }
}

variable "worker" {
  description = "The worker's tasks: how many (size worker), and how large, in CPU units and MiB of Fargate."
  type = object({
    min    = optional(number, 2)
    max    = optional(number, 8)
    cpu    = optional(number, 1024)
    memory = optional(number, 2048)
  })
  default = {}

  validation {
    condition     = var.worker.min >= 1 && var.worker.max >= var.worker.min
    error_message = "worker.min is at least 1, and worker.max at least worker.min."
  }

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.worker.cpu) && var.worker.memory >= 2 * var.worker.cpu && var.worker.memory <= 8 * var.worker.cpu
    error_message = "worker.cpu is a size of Fargate (256, 512, 1024, 2048, 4096, 8192 or 16384), and worker.memory between 2 and 8 MiB for each unit."
  }
}

variable "compactor" {
  description = "The task of compaction and reconciliation, in CPU units and MiB of Fargate."
  type = object({
    cpu    = optional(number, 1024)
    memory = optional(number, 4096)
  })
  default = {}

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.compactor.cpu) && var.compactor.memory >= 2 * var.compactor.cpu && var.compactor.memory <= 8 * var.compactor.cpu
    error_message = "compactor.cpu is a size of Fargate (256, 512, 1024, 2048, 4096, 8192 or 16384), and compactor.memory between 2 and 8 MiB for each unit."
  }
}

variable "schedules" {
  description = "How often what is not always on runs: the worker (size serverless), compaction, and the proof. Expressions of EventBridge Scheduler."
  type = object({
    worker    = optional(string, "rate(15 minutes)")
    compact   = optional(string, "rate(1 hour)")
    reconcile = optional(string, "rate(1 day)")
  })
  default = {}

  validation {
    condition     = alltrue([for expression in values(var.schedules) : can(regex("^(rate|cron)\\(.+\\)$", expression))])
    error_message = "schedules are rate(…) or cron(…)."
  }
}

variable "functions" {
  description = "The alert functions: package is the path of their zip, which docs/alerts.md builds for the processor of the machine that builds (null makes none, and alerts come from the worker alone); parallel is how many batches of a shard run at once."
  type = object({
    package  = optional(string)
    memory   = optional(number, 256)
    parallel = optional(number, 1)
  })
  default = {}

  validation {
    condition     = var.functions.package == null || can(filebase64sha256(var.functions.package))
    error_message = "functions.package is the path of a zip file that exists."
  }

  validation {
    condition     = var.functions.memory >= 128 && var.functions.memory <= 10240 && var.functions.parallel >= 1 && var.functions.parallel <= 10
    error_message = "functions.memory is from 128 to 10240 MiB, and functions.parallel from 1 to 10."
  }
}

variable "warehouse" {
  description = "Redshift Serverless over the lake. hot_days of fact_clicks are kept in the warehouse itself; after max_rpu_hours_a_day queries are refused until midnight."
  type = object({
    enabled             = optional(bool, false)
    base_capacity       = optional(number, 8)
    max_rpu_hours_a_day = optional(number, 32)
    hot_days            = optional(number, 7)
  })
  default = {}

  validation {
    condition     = var.warehouse.base_capacity >= 8 && var.warehouse.base_capacity % 8 == 0 && var.warehouse.max_rpu_hours_a_day >= 1 && var.warehouse.hot_days >= 0
    error_message = "warehouse.base_capacity is a multiple of 8, max_rpu_hours_a_day at least 1, and hot_days 0 or more."
  }

  validation {
    condition     = !var.warehouse.enabled || max(var.network.zones, length(var.network.subnet_ids)) >= 3
    error_message = "Redshift Serverless needs subnets in three zones: set network.zones to 3 or name three subnets."
  }
}

variable "operations" {
  description = "Who is told when something is wrong (emails), and what counts as wrong: hours without a record (quiet_hours, 0 for never), minutes that reading may be behind, and dollars a month (budget, 0 for none)."
  type = object({
    emails      = optional(list(string), [])
    quiet_hours = optional(number, 0)
    lag_minutes = optional(number, 60)
    budget      = optional(number, 0)
  })
  default = {}

  validation {
    condition     = var.operations.quiet_hours >= 0 && var.operations.quiet_hours <= 24 && var.operations.lag_minutes >= 1 && var.operations.budget >= 0
    error_message = "operations.quiet_hours is from 0 to 24, lag_minutes at least 1, and budget 0 or more."
  }

  validation {
    condition     = alltrue([for email in var.operations.emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "operations.emails are e-mail addresses."
  }
}
