variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "account_id" {
  description = "The account, which alone may publish and subscribe."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of topic and queues."
  type        = string
}

variable "emails" {
  description = "Addresses that get every purchase alert; each has to confirm once."
  type        = list(string)
}

variable "queues" {
  description = "Filter policies by name of a queue, as JSON."
  type        = map(string)
}

variable "event_bus" {
  description = "Make an EventBridge bus of alerts."
  type        = bool
}
