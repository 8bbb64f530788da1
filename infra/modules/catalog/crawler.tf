# Makes a table of the raw layer, for a look at what came in before anything was done with it. Never over the curated layer, where it would show
# versions that are not published.

resource "aws_glue_crawler" "raw" {
  count = var.crawler ? 1 : 0

  name                   = "${var.prefix}-raw"
  database_name          = aws_glue_catalog_database.this.name
  role                   = aws_iam_role.crawler[0].arn
  table_prefix           = "raw_"
  schedule               = "cron(30 3 * * ? *)"
  security_configuration = aws_glue_security_configuration.crawler[0].name

  s3_target {
    path = "s3://${var.raw_bucket}/raw/clickstream/"
  }

  recrawl_policy {
    recrawl_behavior = "CRAWL_NEW_FOLDERS_ONLY"
  }

  # What this policy of crawling needs.
  schema_change_policy {
    delete_behavior = "LOG"
    update_behavior = "LOG"
  }
}

resource "aws_glue_security_configuration" "crawler" {
  count = var.crawler ? 1 : 0

  name = "${var.prefix}-crawler"

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = var.key_arn
    }

    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = var.key_arn
    }

    s3_encryption {
      s3_encryption_mode = "SSE-KMS"
      kms_key_arn        = var.key_arn
    }
  }
}

data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  glue = "arn:${data.aws_partition.current.partition}:glue:${data.aws_region.current.name}:${var.account_id}"
  logs = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${var.account_id}"
}

data "aws_iam_policy_document" "crawler_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["glue.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

data "aws_iam_policy_document" "crawler" {
  statement {
    sid = "Catalog"
    actions = [
      "glue:BatchCreatePartition", "glue:BatchGetPartition", "glue:CreateTable", "glue:GetDatabase", "glue:GetPartitions", "glue:GetTable",
      "glue:GetTables", "glue:UpdatePartition", "glue:UpdateTable",
    ]
    resources = [
      "${local.glue}:catalog",
      "${local.glue}:database/${aws_glue_catalog_database.this.name}",
      "${local.glue}:table/${aws_glue_catalog_database.this.name}/raw_*",
    ]
  }

  statement {
    sid       = "Configuration"
    actions   = ["glue:GetSecurityConfiguration"]
    resources = ["*"] # The action has no resource.
  }

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.raw_bucket}"]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.raw_bucket}/raw/clickstream/*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.key_arn]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.logs}:log-group:/aws-glue/crawlers*"]
  }
}

resource "aws_iam_role" "crawler" {
  count = var.crawler ? 1 : 0

  name                 = "${var.prefix}-crawler"
  assume_role_policy   = data.aws_iam_policy_document.crawler_trust.json
  permissions_boundary = var.boundary
}

resource "aws_iam_role_policy" "crawler" {
  count = var.crawler ? 1 : 0

  name   = "crawl"
  role   = aws_iam_role.crawler[0].id
  policy = data.aws_iam_policy_document.crawler.json
}
