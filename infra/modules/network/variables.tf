variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "account_id" {
  description = "The account, for which alone flow logs may be written."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of the flow log."
  type        = string
}

variable "log_retention_days" {
  description = "Days that the flow log is kept."
  type        = number
}

variable "boundary" {
  description = "Permissions boundary of the role; null for none."
  type        = string
}

variable "private" {
  description = "Private subnets that reach AWS through endpoints; false makes public subnets, whose tasks get addresses and which let nobody in."
  type        = bool
}

variable "cidr" {
  description = "Addresses of the network."
  type        = string
}

variable "zones" {
  description = "Availability zones to spread over."
  type        = number
}

variable "endpoints" {
  description = "Services reached through interface endpoints, in a private network. Each costs by the hour and zone."
  type        = list(string)
}

variable "vpc_id" {
  description = "A network that exists; null makes one."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the network that exists."
  type        = list(string)
}
