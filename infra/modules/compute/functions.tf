# The alert functions: one executable, which tells from an event which of the two it is. The same claims as the worker's make sure that an order has one alert, whoever sees it first.

locals {
  functions = var.functions.package == null ? {} : {
    object-alerts = { timeout = 840, role = "object_alerts" } # Reads one raw object, however large; less than the 15 minutes after which a claim passes on.
    stream-alerts = { timeout = 60, role = "stream_alerts" }
  }
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/clickstream/${var.prefix}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name    = "${var.prefix}-${each.key}"
  role             = var.role_arns[each.value.role]
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  filename         = var.functions.package
  source_code_hash = filebase64sha256(var.functions.package)
  architectures    = [var.architecture]
  memory_size      = var.functions.memory
  timeout          = each.value.timeout
  kms_key_arn      = var.key_arn

  environment {
    variables = local.environment
  }

  logging_config {
    log_format = "Text" # The embedded metrics are lines of their own.
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }

  # A function that may not write its log would fail in silence.
  depends_on = [aws_iam_role_policy.function_log]
}

data "aws_iam_policy_document" "function_log" {
  for_each = local.functions

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"]
  }
}

resource "aws_iam_role_policy" "function_log" {
  for_each = local.functions

  name   = "log"
  role   = var.role_names[each.value.role]
  policy = data.aws_iam_policy_document.function_log[each.key].json
}

# The stream. A batch that fails is cut in two until the record that cannot be worked on is alone; that one is told to the queue, and the shard goes on.
resource "aws_lambda_event_source_mapping" "stream" {
  count = var.functions.package == null ? 0 : 1

  function_name                      = aws_lambda_function.this["stream-alerts"].arn
  event_source_arn                   = var.stream_arn
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 500
  maximum_batching_window_in_seconds = 1
  parallelization_factor             = var.functions.parallel
  maximum_retry_attempts             = 10
  maximum_record_age_in_seconds      = 86400
  bisect_batch_on_function_error     = true
  function_response_types            = ["ReportBatchItemFailures"]

  destination_config {
    on_failure {
      destination_arn = var.dead_letter_queue_arn
    }
  }
}

# New raw objects, by way of EventBridge.
resource "aws_cloudwatch_event_rule" "raw" {
  count = var.functions.package == null ? 0 : 1

  name        = "${var.prefix}-raw-objects"
  description = "A raw object is there."

  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [var.raw_bucket] }
      object = { key = [{ prefix = "raw/" }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "raw" {
  count = var.functions.package == null ? 0 : 1

  rule = aws_cloudwatch_event_rule.raw[0].name
  arn  = aws_lambda_function.this["object-alerts"].arn

  dead_letter_config {
    arn = var.dead_letter_queue_arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 20
  }
}

resource "aws_lambda_permission" "raw" {
  count = var.functions.package == null ? 0 : 1

  statement_id  = "FromTheRule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this["object-alerts"].function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.raw[0].arn
}

# What the rule handed over, and the function could not do.
resource "aws_lambda_function_event_invoke_config" "objects" {
  count = var.functions.package == null ? 0 : 1

  function_name                = aws_lambda_function.this["object-alerts"].function_name
  maximum_event_age_in_seconds = 21600
  maximum_retry_attempts       = 2

  destination_config {
    on_failure {
      destination = var.dead_letter_queue_arn
    }
  }
}
