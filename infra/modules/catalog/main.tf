# What query engines know of the lake. The tables come from tables.json, which a test compares with the schema that the compactor writes.

locals {
  schema = jsondecode(file("${path.module}/tables.json"))
}

resource "aws_glue_catalog_database" "this" {
  name        = replace(var.prefix, "-", "_")
  description = "Clickstream: facts, dimensions and engagement by minute."
}

resource "aws_glue_catalog_table" "this" {
  for_each = local.schema.tables

  name          = each.key
  database_name = aws_glue_catalog_database.this.name
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    classification = "parquet"
    EXTERNAL       = "TRUE"
  }

  storage_descriptor {
    location      = "s3://${var.curated_bucket}/${each.value.folder}"
    input_format  = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat" # Link files say which Parquet files are published.
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"

      parameters = {
        "serialization.format" = "1"
      }
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }
  }

  dynamic "partition_keys" {
    for_each = each.value.partitions

    content {
      name = partition_keys.value.name
      type = partition_keys.value.type
    }
  }

  # Others add statistics.
  lifecycle {
    ignore_changes = [parameters]
  }
}

resource "aws_athena_workgroup" "this" {
  name          = var.prefix
  description   = "Queries over the lake of ${var.prefix}."
  force_destroy = var.empty_on_delete

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.scan_limit_gb * 1073741824

    result_configuration {
      output_location       = "s3://${var.results_bucket}/athena/"
      expected_bucket_owner = var.account_id

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = var.key_arn
      }
    }
  }
}

resource "aws_athena_named_query" "this" {
  for_each = fileset(var.queries, "*.sql")

  name      = trimsuffix(each.value, ".sql")
  workgroup = aws_athena_workgroup.this.id
  database  = aws_glue_catalog_database.this.name
  query     = file("${var.queries}/${each.value}")
}
