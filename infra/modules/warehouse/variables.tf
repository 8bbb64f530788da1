variable "prefix" {
  description = "What the names begin with."
  type        = string
}

variable "region" {
  description = "The region."
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
  description = "The KMS key of the warehouse and of the lake."
  type        = string
}

variable "boundary" {
  description = "Permissions boundary of the roles; null for none."
  type        = string
}

variable "base_capacity" {
  description = "RPUs that a query begins with."
  type        = number
}

variable "max_rpu_hours_a_day" {
  description = "RPU hours a day after which queries are refused."
  type        = number
}

variable "hot_days" {
  description = "Days of fact_clicks that are kept in the warehouse itself; 0 for none."
  type        = number
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets in at least three zones."
  type        = list(string)
}

variable "database" {
  description = "The Glue database."
  type        = string
}

variable "curated_bucket_arn" {
  description = "ARN of the bucket of the tables."
  type        = string
}
