# The layers of the lake, a bucket each, so that who may do what ends at a bucket. Athena's results and the access logs have theirs.

locals {
  # expire: days until current objects expire, by prefix ("" for all). noncurrent: days that a replaced or deleted object can be brought back.
  buckets = {
    raw        = { events = true, glacier = var.days.raw_to_glacier, noncurrent = 30, expire = {} }
    landing    = { events = true, glacier = null, noncurrent = 7, expire = { "landing/" = var.days.landing, "firehose-errors/" = 90 } }
    curated    = { events = true, glacier = null, noncurrent = 7, expire = {} }
    quarantine = { events = true, glacier = null, noncurrent = 30, expire = { "quarantine/" = var.days.quarantine } }
    audit      = { events = true, glacier = null, noncurrent = 30, expire = {} }
    results    = { events = false, glacier = null, noncurrent = 1, expire = { "" = 7 } }
    logs       = { events = false, glacier = null, noncurrent = 1, expire = { "" = 90 } }
  }
  data     = { for name, bucket in local.buckets : name => bucket if name != "logs" }
  notified = { for name, bucket in local.buckets : name => bucket if bucket.events }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket        = "${var.prefix}-${each.key}-${var.suffix}"
  force_destroy = !var.protect_data
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.key != "logs"

    # S3 delivers access logs only to buckets with its own keys (S3 user guide, "Enabling Amazon S3 server access logging").
    apply_server_side_encryption_by_default {
      sse_algorithm     = each.key == "logs" ? "AES256" : "aws:kms"
      kms_master_key_id = each.key == "logs" ? null : var.key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "leftovers"
    status = "Enabled"
    filter {}

    # The compactor's largest upload takes minutes; parts that are a day old belong to nobody.
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = each.value.noncurrent
    }
  }

  dynamic "rule" {
    for_each = each.value.expire

    content {
      id     = rule.key == "" ? "expire" : "expire-${trimsuffix(rule.key, "/")}"
      status = "Enabled"

      filter {
        prefix = rule.key
      }

      expiration {
        days = rule.value
      }
    }
  }

  # Window state is replaced at every checkpoint; a day of history is enough to look into a fault.
  dynamic "rule" {
    for_each = each.key == "landing" ? ["state/"] : []

    content {
      id     = "state"
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }

  # Instant Retrieval: a replay of old hours reads them as they are.
  dynamic "rule" {
    for_each = each.value.glacier == null ? [] : [each.value.glacier]

    content {
      id     = "glacier"
      status = "Enabled"
      filter {}

      transition {
        days          = rule.value
        storage_class = "GLACIER_IR"
      }
    }
  }

  # Rules about versions need versioning first.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  for_each = local.data

  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.this["logs"].id
  target_prefix = "${each.key}/"

  # The right to deliver comes first, or S3 refuses.
  depends_on = [aws_s3_bucket_policy.this]
}

resource "aws_s3_bucket_notification" "this" {
  for_each = local.notified

  bucket      = aws_s3_bucket.this[each.key].id
  eventbridge = true
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.buckets

  dynamic "statement" {
    for_each = each.key == "logs" ? [1] : []

    content {
      sid       = "DeliverAccessLogs"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.this["logs"].arn}/*"]

      principals {
        type        = "Service"
        identifiers = ["logging.s3.amazonaws.com"]
      }

      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = [for name, bucket in local.data : aws_s3_bucket.this[name].arn]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [var.account_id]
      }
    }
  }

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "OnlyOverTls12"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  # A policy is judged against the block, which therefore comes first.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
