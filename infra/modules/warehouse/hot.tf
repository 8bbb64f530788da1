# The last days in the warehouse. The table is that of 'clickstream ddl --engine redshift', which also prints COPY for hours of your choice (--hot); maps
# stay in the lake here, since a query over the external schema cannot give them whole. They are copied through the external schema and not with COPY from the folders: the catalog names the published version
# of an hour, while a folder may also hold one that is still being written. Each run replaces the last two days, so late events arrive too.

locals {
  hot     = var.hot_days > 0
  columns = join(", ", local.ddl.columns)
  # Equality on the columns of the partition, so that only two days of the lake are listed and read.
  days = join(" OR ", [
    for day in ["CURRENT_DATE", "(CURRENT_DATE - 1)"] :
    "(year = EXTRACT(year FROM ${day}) AND month = EXTRACT(month FROM ${day}) AND day = EXTRACT(day FROM ${day}))"
  ])
}

resource "aws_redshiftdata_statement" "hot_schema" {
  count = local.hot ? 1 : 0

  workgroup_name = aws_redshiftserverless_workgroup.this.workgroup_name
  database       = local.database
  statement_name = "hot-schema"
  sql            = "CREATE SCHEMA IF NOT EXISTS ${local.ddl.hot_schema}"
}

resource "aws_redshiftdata_statement" "hot_table" {
  count = local.hot ? 1 : 0

  workgroup_name = aws_redshiftserverless_workgroup.this.workgroup_name
  database       = local.database
  statement_name = "hot-table"
  sql            = local.ddl.create

  depends_on = [aws_redshiftdata_statement.hot_schema]
}

resource "aws_scheduler_schedule" "hot" {
  count = local.hot ? 1 : 0

  name                = "${var.prefix}-hot-data"
  description         = "The last two days of fact_clicks into the warehouse, and out what is older than ${var.hot_days} days."
  schedule_expression = "cron(20 * * * ? *)" # After the compactor's hour.
  kms_key_arn         = var.key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${var.partition}:scheduler:::aws-sdk:redshiftdata:batchExecuteStatement"
    role_arn = aws_iam_role.hot[0].arn

    # The statements of a batch are one transaction.
    input = jsonencode({
      WorkgroupName = aws_redshiftserverless_workgroup.this.workgroup_name
      Database      = local.database
      StatementName = "hot-data"
      Sqls = [
        "DELETE FROM ${local.ddl.hot_schema}.fact_clicks WHERE event_timestamp >= CURRENT_DATE - 1 OR event_timestamp < CURRENT_DATE - ${var.hot_days}",
        "INSERT INTO ${local.ddl.hot_schema}.fact_clicks (${local.columns}) SELECT ${local.columns} FROM ${local.ddl.external_schema}.fact_clicks WHERE ${local.days}",
      ]
    })
  }
}

data "aws_iam_policy_document" "hot_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

data "aws_iam_policy_document" "hot" {
  statement {
    sid       = "Statement"
    actions   = ["redshift-data:BatchExecuteStatement", "redshift-serverless:GetCredentials"]
    resources = [aws_redshiftserverless_workgroup.this.arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "hot" {
  count = local.hot ? 1 : 0

  name                 = "${var.prefix}-hot-data"
  assume_role_policy   = data.aws_iam_policy_document.hot_trust.json
  permissions_boundary = var.boundary
}

resource "aws_iam_role_policy" "hot" {
  count = local.hot ? 1 : 0

  name   = "statement"
  role   = aws_iam_role.hot[0].id
  policy = data.aws_iam_policy_document.hot.json
}
