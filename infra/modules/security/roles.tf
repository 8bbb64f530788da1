locals {
  # Who runs as a component. Producers, analysts and operators are people and programs of the account that were given sts:AssumeRole on the role.
  trust = {
    producer      = local.account
    worker        = local.tasks
    compactor     = local.tasks
    query         = local.account
    erase         = local.account # An operator who erases a person; nobody has it all the time.
    object_alerts = local.functions
    stream_alerts = local.functions
  }
  account   = { type = "AWS", identifiers = ["arn:${var.partition}:iam::${var.account_id}:root"] }
  tasks     = { type = "Service", identifiers = ["ecs-tasks.amazonaws.com"] }
  functions = { type = "Service", identifiers = ["lambda.amazonaws.com"] }
}

data "aws_iam_policy_document" "trust" {
  for_each = local.trust

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = each.value.type
      identifiers = each.value.identifiers
    }

    # So that nobody else's tasks can be pointed at the role. Lambda sends no account when it assumes a role.
    dynamic "condition" {
      for_each = each.value == local.tasks ? [1] : []

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [var.account_id]
      }
    }
  }
}

data "aws_iam_policy_document" "component" {
  for_each = local.statements

  dynamic "statement" {
    for_each = each.value

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}

resource "aws_iam_role" "component" {
  for_each = local.trust

  name                 = "${var.prefix}-${replace(each.key, "_", "-")}"
  description          = "${var.application}: ${replace(each.key, "_", " ")}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy" "component" {
  for_each = local.trust

  name   = "calls"
  role   = aws_iam_role.component[each.key].id
  policy = data.aws_iam_policy_document.component[each.key].json
}
