# The last days in the warehouse. They are copied through the external schema and not with COPY from the folders: the catalog names the published version
# of an hour, while a folder may also hold one that is still being written. Each run replaces the last two days, so late events arrive too.

locals {
  hot = var.hot_days > 0
  # Equality on the columns of the partition, so that only two days of the lake are listed and read.
  days = join(" OR ", [
    for day in ["CURRENT_DATE", "(CURRENT_DATE - 1)"] :
    "(year = EXTRACT(year FROM ${day}) AND month = EXTRACT(month FROM ${day}) AND day = EXTRACT(day FROM ${day}))"
  ])
  columns = join(", ", [
    "click_id", "event_type", "event_timestamp", "user_id", "anonymous_id", "session_id", "page_url", "device_type", "os", "browser", "country", "is_bot",
    "product_id", "order_id", "quantity", "price", "currency",
  ])
}

resource "aws_redshiftdata_statement" "hot_schema" {
  count = local.hot ? 1 : 0

  workgroup_name = aws_redshiftserverless_workgroup.this.workgroup_name
  database       = local.database
  statement_name = "hot-schema"
  sql            = "CREATE SCHEMA IF NOT EXISTS hot"
}

resource "aws_redshiftdata_statement" "hot_table" {
  count = local.hot ? 1 : 0

  workgroup_name = aws_redshiftserverless_workgroup.this.workgroup_name
  database       = local.database
  statement_name = "hot-table"

  sql = <<-SQL
    CREATE TABLE IF NOT EXISTS hot.fact_clicks (
      click_id VARCHAR(256), event_type VARCHAR(256), event_timestamp TIMESTAMP, user_id VARCHAR(512), anonymous_id VARCHAR(512), session_id VARCHAR(512),
      page_url VARCHAR(8192), device_type VARCHAR(64), os VARCHAR(64), browser VARCHAR(64), country VARCHAR(64), is_bot BOOLEAN,
      product_id VARCHAR(512), order_id VARCHAR(512), quantity BIGINT, price DECIMAL(18,4), currency VARCHAR(16)
    ) DISTKEY (user_id) SORTKEY (event_timestamp)
  SQL

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
        "DELETE FROM hot.fact_clicks WHERE event_timestamp >= CURRENT_DATE - 1 OR event_timestamp < CURRENT_DATE - ${var.hot_days}",
        "INSERT INTO hot.fact_clicks SELECT ${local.columns} FROM lake.fact_clicks WHERE ${local.days}",
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
