# The stream, and the tables by which workers share its shards and alerts go out once.

resource "aws_kinesis_stream" "this" {
  name             = var.prefix
  retention_period = var.retention_hours
  shard_count      = var.mode == "PROVISIONED" ? var.shards : null
  encryption_type  = "KMS"
  kms_key_id       = var.key_arn

  stream_mode_details {
    stream_mode = var.mode
  }
}

resource "aws_kinesis_stream_consumer" "worker" {
  count = var.fan_out ? 1 : 0

  name       = "${var.prefix}-worker"
  stream_arn = aws_kinesis_stream.this.arn
}

# The KCL 2 lease table, whose name is the application's.
resource "aws_dynamodb_table" "leases" {
  name                        = "${var.prefix}-leases"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "leaseKey"
  deletion_protection_enabled = var.protect_data

  attribute {
    name = "leaseKey"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.key_arn
  }
}

resource "aws_dynamodb_table" "claims" {
  name                        = "${var.prefix}-claims"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "claimKey"
  deletion_protection_enabled = var.protect_data

  attribute {
    name = "claimKey"
    type = "S"
  }

  # The program writes the second at which a claim may go.
  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.key_arn
  }
}
