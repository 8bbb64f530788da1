variable "name" {
  description = "The value of the tag Application, by which the budget knows what belongs to it."
  type        = string
}

variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "region" {
  description = "The region, for the dashboard."
  type        = string
}

variable "account_id" {
  description = "The account, which alone may publish to the topic."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of the topic."
  type        = string
}

variable "emails" {
  description = "Addresses that get alarms; each has to confirm once."
  type        = list(string)
}

variable "budget" {
  description = "Dollars a month of which 80 % and a forecast of all are told; 0 for none."
  type        = number
}

variable "quiet_hours" {
  description = "Hours without any record after which it is alarmed about; 0 for never."
  type        = number
}

variable "lag_minutes" {
  description = "Minutes that reading may be behind."
  type        = number
}

variable "always_on" {
  description = "Whether a worker always runs, and its silence is a fault."
  type        = bool
}

variable "runs" {
  description = "Whether tasks run at all yet."
  type        = bool
}

variable "application" {
  description = "The dimension of the program's metrics: the lease table."
  type        = string
}

variable "stream" {
  description = "Name of the stream."
  type        = string
}

variable "consumer" {
  description = "The fan-out consumer; null if the worker polls."
  type        = string
}

variable "delivery" {
  description = "The Firehose stream; null without one."
  type        = string
}

variable "tables" {
  description = "Names of the DynamoDB tables."
  type        = list(string)
}

variable "dead_letter_queue" {
  description = "Name of the queue of what failed for good."
  type        = string
}

variable "channels" {
  description = "Names of the alert channels in use."
  type        = list(string)
}

variable "functions" {
  description = "Names of the alert functions."
  type        = list(string)
}

variable "cluster_arn" {
  description = "ARN of the cluster whose failed tasks are told."
  type        = string
}

variable "cluster" {
  description = "Name of the cluster."
  type        = string
}
