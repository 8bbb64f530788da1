# What does not always run: the compactor and the proof in both sizes, the worker where it is not a service. Two runs at a time do no harm.

locals {
  schedules = merge(
    { compact = var.schedules.compact, reconcile = var.schedules.reconcile },
    var.always_on ? {} : { worker = var.schedules.worker },
  )
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.prefix
}

resource "aws_scheduler_schedule" "this" {
  for_each = local.runs ? local.schedules : {}

  name                = each.key
  group_name          = aws_scheduler_schedule_group.this.name
  description         = "clickstream ${join(" ", local.tasks[each.key].command)}"
  schedule_expression = each.value
  kms_key_arn         = var.key_arn

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 5
  }

  target {
    arn      = aws_ecs_cluster.this.arn
    role_arn = aws_iam_role.scheduler.arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.this[each.key].arn
      launch_type         = "FARGATE"
      propagate_tags      = "TASK_DEFINITION"

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [var.security_group_id]
        assign_public_ip = var.public
      }
    }

    dead_letter_config {
      arn = var.dead_letter_queue_arn
    }

    # The next run makes up for a missed one.
    retry_policy {
      maximum_event_age_in_seconds = 600
      maximum_retry_attempts       = 3
    }
  }
}

data "aws_iam_policy_document" "scheduler_trust" {
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

data "aws_iam_policy_document" "scheduler" {
  statement {
    sid       = "Run"
    actions   = ["ecs:RunTask"]
    resources = [for name in keys(local.schedules) : "${local.arn}:ecs:${var.region}:${var.account_id}:task-definition/${var.prefix}-${name}:*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [aws_ecs_cluster.this.arn]
    }
  }

  statement {
    sid       = "Tag"
    actions   = ["ecs:TagResource"]
    resources = ["${local.arn}:ecs:${var.region}:${var.account_id}:task/${var.prefix}/*"]

    condition {
      test     = "StringEquals"
      variable = "ecs:CreateAction"
      values   = ["RunTask"]
    }
  }

  statement {
    sid       = "PassRoles"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.execution.arn, var.role_arns["compactor"], var.role_arns["worker"]]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  statement {
    sid       = "FailedCalls"
    actions   = ["sqs:SendMessage"]
    resources = [var.dead_letter_queue_arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.key_arn]
  }
}

resource "aws_iam_role" "scheduler" {
  name                 = "${var.prefix}-scheduler"
  assume_role_policy   = data.aws_iam_policy_document.scheduler_trust.json
  permissions_boundary = var.boundary
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "run"
  role   = aws_iam_role.scheduler.id
  policy = data.aws_iam_policy_document.scheduler.json
}
