# Each alarm: what it means is its description, which is what the person who is woken reads.

locals {
  ours = "Clickstream" # The namespace of the program's own metrics; a test compares their names with what it emits.

  lag = {
    metric     = var.consumer == null ? "GetRecords.IteratorAgeMilliseconds" : "SubscribeToShardEvent.MillisBehindLatest"
    dimensions = merge({ StreamName = var.stream }, var.consumer == null ? {} : { ConsumerName = var.consumer })
  }

  # missing: what no data means; breaching where silence is the fault.
  alarms = merge(
    {
      lag = {
        description = "Reading the stream is more than ${var.lag_minutes} minutes behind. Is the worker running, is it large enough, does one shard get most of the traffic?"
        namespace   = "AWS/Kinesis", metric = local.lag.metric, dimensions = local.lag.dimensions
        statistic   = "Maximum", threshold = var.lag_minutes * 60000, period = 60, periods = 5, missing = "notBreaching"
      }
      writes-throttled = {
        description = "Producers put more than the shards take. Add shards (stream.shards), or look for a hot partition key."
        namespace   = "AWS/Kinesis", metric = "WriteProvisionedThroughputExceeded", dimensions = { StreamName = var.stream }
        statistic   = "Sum", threshold = 100, period = 300, periods = 3, missing = "notBreaching"
      }
      reads-throttled = {
        description = "More consumers poll the shards than these take: 2 MB/s and 5 calls a second each. Give one of them fan-out (stream.fan_out)."
        namespace   = "AWS/Kinesis", metric = "ReadProvisionedThroughputExceeded", dimensions = { StreamName = var.stream }
        statistic   = "Sum", threshold = 100, period = 300, periods = 3, missing = "notBreaching"
      }
      dead-letter-queue = {
        description = "A message is in ${var.dead_letter_queue}: a subscriber, an event rule, a schedule or a function gave up on it. Read it, repair, and move it back."
        namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = var.dead_letter_queue }
        statistic   = "Maximum", threshold = 0, period = 300, periods = 1, missing = "notBreaching"
      }
      quarantine = {
        description = "More than 1,000 inputs in 15 minutes were no events. They are kept whole under quarantine/; 'clickstream reconcile' counts them by reason."
        namespace   = local.ours, metric = "clickstream.stream.inputs", dimensions = { application = var.application, outcome = "quarantined" }
        statistic   = "Sum", threshold = 1000, period = 900, periods = 1, missing = "notBreaching"
      }
      compaction-failed = {
        description = "A run of the compactor could not publish an hour. Readers see the previous version, whole; its log names the hour."
        namespace   = local.ours, metric = "clickstream.compact.runs", dimensions = { application = var.application, outcome = "failed" }
        statistic   = "Sum", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
      }
      reconciliation-failed = {
        description = "What was read, landed, accepted and written does not add up. 'clickstream reconcile' says which hour and check; see docs/runbook.md."
        namespace   = local.ours, metric = "clickstream.reconcile.runs", dimensions = { application = var.application, outcome = "failed" }
        statistic   = "Sum", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
      }
      tables-throttled = {
        description = "Reads of the lease table are throttled. A table that is on demand doubles its capacity within 30 minutes; if it goes on, look for a loop."
        namespace   = "AWS/DynamoDB", metric = "ReadThrottleEvents", dimensions = { TableName = var.tables[0] }
        statistic   = "Sum", threshold = 10, period = 300, periods = 3, missing = "notBreaching"
      }
    },
    { for channel in var.channels : "alerts-undelivered-${channel}" => {
      description = "The channel ${channel} did not take alerts in time. They are under alerts/dead-letter/${channel}/."
      namespace   = local.ours, metric = "clickstream.alert.dead_letters", dimensions = { application = var.application, channel = channel }
      statistic   = "Sum", threshold = 0, period = 300, periods = 1, missing = "notBreaching"
    } },
    var.quiet_hours == 0 ? {} : {
      no-data = {
        description = "No record came in ${var.quiet_hours} hours. Are the producers running?"
        namespace   = "AWS/Kinesis", metric = "IncomingRecords", dimensions = { StreamName = var.stream }
        statistic   = "Sum", threshold = 1, period = 3600, periods = var.quiet_hours, missing = "breaching", below = true
      }
    },
    !var.runs ? {} : {
      compaction-stands-still = {
        description = "No run of the compactor succeeded in 3 hours. Landing objects expire after days; look at the task's log and at the schedule."
        namespace   = local.ours, metric = "clickstream.compact.runs", dimensions = { application = var.application, outcome = "succeeded" }
        statistic   = "Sum", threshold = 1, period = 3600, periods = 3, missing = "breaching", below = true
      }
    },
    !var.runs || !var.always_on ? {} : {
      worker-silent = {
        description = "No worker has reported how far it is for 10 minutes, or all are more than ${var.lag_minutes} minutes behind."
        namespace   = local.ours, metric = "clickstream.shard.behind_latest", dimensions = { application = var.application }
        statistic   = "Maximum", threshold = var.lag_minutes * 60, period = 300, periods = 2, missing = "breaching"
      }
    },
    var.delivery == null ? {} : {
      delivery-stale = {
        description = "Firehose holds records that are older than 30 minutes. Its log says why; what it gives up on goes to firehose-errors/."
        namespace   = "AWS/Firehose", metric = "DeliveryToS3.DataFreshness", dimensions = { DeliveryStreamName = coalesce(var.delivery, "none") }
        statistic   = "Maximum", threshold = 1800, period = 300, periods = 2, missing = "notBreaching"
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = try(each.value.below, false) ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.operations.arn]
  ok_actions          = [aws_sns_topic.operations.arn]
}

resource "aws_cloudwatch_metric_alarm" "function_errors" {
  for_each = toset(var.functions)

  alarm_name          = "${each.value}-errors"
  alarm_description   = "More than 1 % of the calls of ${each.value} failed in 15 minutes. Its log says why; what failed for good is in ${var.dead_letter_queue}."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.operations.arn]
  ok_actions          = [aws_sns_topic.operations.arn]

  metric_query {
    id          = "rate"
    expression  = "100 * errors / MAX([errors, calls])"
    label       = "Errors in percent"
    return_data = true
  }

  metric_query {
    id = "errors"

    metric {
      namespace   = "AWS/Lambda"
      metric_name = "Errors"
      dimensions  = { FunctionName = each.value }
      stat        = "Sum"
      period      = 300
    }
  }

  metric_query {
    id = "calls"

    metric {
      namespace   = "AWS/Lambda"
      metric_name = "Invocations"
      dimensions  = { FunctionName = each.value }
      stat        = "Sum"
      period      = 300
    }
  }
}
