# Where tasks run. Nothing listens to anybody outside; by default nothing reaches anything but AWS.

data "aws_region" "current" {}

data "aws_availability_zones" "this" {
  count = local.create ? 1 : 0

  state = "available"

  # Local zones and Wavelength lack most endpoints.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  create    = var.vpc_id == null
  zones     = local.create ? slice(data.aws_availability_zones.this[0].names, 0, var.zones) : []
  vpc_id    = local.create ? aws_vpc.this[0].id : var.vpc_id
  endpoints = local.create && var.private ? toset(var.endpoints) : toset([])
  service   = "com.amazonaws.${data.aws_region.current.name}"
}

resource "aws_vpc" "this" {
  count = local.create ? 1 : 0

  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = var.prefix
  }
}

# Whoever forgets to name a security group gets one that lets nothing through.
resource "aws_default_security_group" "none" {
  count = local.create ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_subnet" "this" {
  count = local.create ? var.zones : 0

  vpc_id            = aws_vpc.this[0].id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(var.cidr, 4, count.index)

  tags = {
    Name = "${var.prefix}-${local.zones[count.index]}"
  }
}

resource "aws_internet_gateway" "this" {
  count = local.create && !var.private ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table" "this" {
  count = local.create ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_route" "internet" {
  count = local.create && !var.private ? 1 : 0

  route_table_id         = aws_route_table.this[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "this" {
  count = local.create ? var.zones : 0

  subnet_id      = aws_subnet.this[count.index].id
  route_table_id = aws_route_table.this[0].id
}

# Free of charge, and most of the traffic.
resource "aws_vpc_endpoint" "gateway" {
  for_each = local.create ? toset(["dynamodb", "s3"]) : toset([])

  vpc_id            = aws_vpc.this[0].id
  service_name      = "${local.service}.${each.value}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.this[0].id]

  tags = {
    Name = "${var.prefix}-${each.value}"
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.endpoints

  vpc_id              = aws_vpc.this[0].id
  service_name        = "${local.service}.${each.value}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.this[*].id
  security_group_ids  = [aws_security_group.endpoints[0].id]

  tags = {
    Name = "${var.prefix}-${each.value}"
  }
}

resource "aws_security_group" "tasks" {
  name        = "${var.prefix}-tasks"
  description = "Tasks: nobody gets in, HTTPS gets out."
  vpc_id      = local.vpc_id
}

# AWS has addresses of its own in every region; in a private network no route leads anywhere else.
resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.tasks.id
  description       = "The services of AWS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "endpoints" {
  count = local.create && var.private ? 1 : 0

  name        = "${var.prefix}-endpoints"
  description = "Endpoints: HTTPS from tasks."
  vpc_id      = local.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  count = local.create && var.private ? 1 : 0

  security_group_id            = aws_security_group.endpoints[0].id
  description                  = "Tasks"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.tasks.id
}
