# Where purchase alerts go: a topic, and who subscribes to it.

resource "aws_sns_topic" "purchases" {
  name              = "${var.prefix}-purchases"
  kms_master_key_id = var.key_arn
}

data "aws_iam_policy_document" "topic" {
  # Roles of this account still need the permission themselves; nobody else can be given it.
  statement {
    sid       = "ThisAccount"
    actions   = ["sns:GetTopicAttributes", "sns:Publish", "sns:Subscribe"]
    resources = [aws_sns_topic.purchases.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }
  }

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.purchases.arn]

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
}

resource "aws_sns_topic_policy" "purchases" {
  arn    = aws_sns_topic.purchases.arn
  policy = data.aws_iam_policy_document.topic.json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.emails)

  topic_arn = aws_sns_topic.purchases.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sqs_queue" "this" {
  for_each = var.queues

  name                      = "${var.prefix}-alerts-${each.key}"
  kms_master_key_id         = var.key_arn
  message_retention_seconds = 345600 # 4 days: over a long weekend.

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sns_topic_subscription" "queue" {
  for_each = var.queues

  topic_arn            = aws_sns_topic.purchases.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this[each.key].arn
  raw_message_delivery = true
  filter_policy        = each.value == "{}" ? null : each.value

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
  })
}

# What nobody could take: from queues, subscriptions, event rules and functions. An alarm looks at its depth.
resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.prefix}-dead-letters"
  kms_master_key_id         = var.key_arn
  message_retention_seconds = 1209600 # 14 days, the most there is.
}

data "aws_iam_policy_document" "queue" {
  for_each = merge({ for name, queue in aws_sqs_queue.this : name => queue.arn }, { dead_letters = aws_sqs_queue.dead_letters.arn })

  statement {
    sid       = "FromTheTopic"
    actions   = ["sqs:SendMessage"]
    resources = [each.value]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_sns_topic.purchases.arn]
    }
  }

  dynamic "statement" {
    for_each = each.key == "dead_letters" ? [1] : []

    content {
      sid       = "FromEventRules"
      actions   = ["sqs:SendMessage"]
      resources = [each.value]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
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
    actions   = ["sqs:*"]
    resources = [each.value]

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
}

resource "aws_sqs_queue_policy" "this" {
  for_each = var.queues

  queue_url = aws_sqs_queue.this[each.key].id
  policy    = data.aws_iam_policy_document.queue[each.key].json
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  policy    = data.aws_iam_policy_document.queue["dead_letters"].json
}

resource "aws_cloudwatch_event_bus" "this" {
  count = var.event_bus ? 1 : 0

  name               = "${var.prefix}-alerts"
  kms_key_identifier = var.key_arn
}
