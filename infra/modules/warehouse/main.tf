# Redshift Serverless over the same tables by Spectrum, with the last days in the warehouse itself. It costs nothing while nobody asks.

locals {
  database = "clickstream"
  ddl      = jsondecode(file("${path.module}/ddl.json")) # Names and table as 'clickstream ddl' has them; a test compares.
  glue     = "arn:${var.partition}:glue:${var.region}:${var.account_id}"
}

resource "aws_security_group" "this" {
  name        = "${var.prefix}-warehouse"
  description = "The warehouse: queries come by the Data API, so nobody gets in; HTTPS gets out."
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "S3 and Glue"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_redshiftserverless_namespace" "this" {
  namespace_name                   = var.prefix
  db_name                          = local.database
  manage_admin_password            = true # In Secrets Manager; nobody has to know it.
  admin_password_secret_kms_key_id = var.key_arn
  kms_key_id                       = var.key_arn
  iam_roles                        = [aws_iam_role.spectrum.arn]
  default_iam_role_arn             = aws_iam_role.spectrum.arn
  log_exports                      = ["connectionlog", "userlog"]
}

resource "aws_redshiftserverless_workgroup" "this" {
  workgroup_name       = var.prefix
  namespace_name       = aws_redshiftserverless_namespace.this.namespace_name
  base_capacity        = var.base_capacity
  subnet_ids           = var.subnet_ids
  security_group_ids   = [aws_security_group.this.id]
  publicly_accessible  = false
  enhanced_vpc_routing = true

  config_parameter {
    parameter_key   = "require_ssl"
    parameter_value = "true"
  }
}

resource "aws_redshiftserverless_usage_limit" "this" {
  resource_arn  = aws_redshiftserverless_workgroup.this.arn
  usage_type    = "serverless-compute"
  period        = "daily"
  amount        = var.max_rpu_hours_a_day
  breach_action = "deactivate"
}

resource "aws_redshiftdata_statement" "lake" {
  workgroup_name = aws_redshiftserverless_workgroup.this.workgroup_name
  database       = local.database
  statement_name = "external-schema"
  sql            = "CREATE EXTERNAL SCHEMA IF NOT EXISTS ${local.ddl.external_schema} FROM DATA CATALOG DATABASE '${var.database}' REGION '${var.region}' IAM_ROLE default"
}

data "aws_iam_policy_document" "spectrum_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

data "aws_iam_policy_document" "spectrum" {
  statement {
    sid       = "Catalog"
    actions   = ["glue:GetDatabase", "glue:GetDatabases", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"]
    resources = ["${local.glue}:catalog", "${local.glue}:database/${var.database}", "${local.glue}:table/${var.database}/*"]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${var.curated_bucket_arn}/curated/*"]
  }

  statement {
    sid       = "List"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket"]
    resources = [var.curated_bucket_arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "spectrum" {
  name                 = "${var.prefix}-spectrum"
  assume_role_policy   = data.aws_iam_policy_document.spectrum_trust.json
  permissions_boundary = var.boundary
}

resource "aws_iam_role_policy" "spectrum" {
  name   = "lake"
  role   = aws_iam_role.spectrum.id
  policy = data.aws_iam_policy_document.spectrum.json
}
