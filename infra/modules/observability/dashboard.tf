# One page, from what comes in to what it costs. Program metrics without a fixed set of dimensions are found by search.

locals {
  app = var.application

  widgets = [
    { title = "Records in", stat = "Sum", metrics = [["AWS/Kinesis", "IncomingRecords", "StreamName", var.stream], ["AWS/Kinesis", "IncomingBytes", "StreamName", var.stream, { yAxis = "right" }]] },
    { title = "Inputs by outcome", stat = "Sum", metrics = [for outcome in ["landed", "quarantined", "redelivered", "misplaced"] : [local.ours, "clickstream.stream.inputs", "application", local.app, "outcome", outcome]] },
    { title = "Lag (s)", stat = "Maximum", metrics = [[local.ours, "clickstream.shard.behind_latest", "application", local.app]] },
    { title = "Watermark of the slowest shard (s since 1970)", stat = "Minimum", metrics = [[local.ours, "clickstream.shard.watermark", "application", local.app]] },
    { title = "Late events and duplicates", stat = "Sum", metrics = [[local.ours, "clickstream.stream.late", "application", local.app], [local.ours, "clickstream.stream.duplicates", "application", local.app]] },
    { title = "Throttled", stat = "Sum", metrics = [["AWS/Kinesis", "WriteProvisionedThroughputExceeded", "StreamName", var.stream], ["AWS/Kinesis", "ReadProvisionedThroughputExceeded", "StreamName", var.stream]] },
    { title = "Alerts by outcome of their claim", stat = "Sum", metrics = [for outcome in ["granted", "pending", "refused"] : [local.ours, "clickstream.alert.claims", "application", local.app, "outcome", outcome]] },
    { title = "Alert delay (s)", stat = "p99", metrics = [for channel in var.channels : [local.ours, "clickstream.alert.delay", "application", local.app, "channel", channel]] },
    { title = "Alerts that a channel did not take", stat = "Sum", metrics = concat(
      [for channel in var.channels : [local.ours, "clickstream.alert.failures", "application", local.app, "channel", channel]],
      [for channel in var.channels : [local.ours, "clickstream.alert.dead_letters", "application", local.app, "channel", channel]],
    ) },
    { title = "Flush (s)", stat = "p99", metrics = [[local.ours, "clickstream.flush.duration", "application", local.app]] },
    { title = "Compaction and reconciliation", stat = "Sum", metrics = concat(
      [for outcome in ["succeeded", "failed"] : [local.ours, "clickstream.compact.runs", "application", local.app, "outcome", outcome]],
      [for outcome in ["succeeded", "failed"] : [local.ours, "clickstream.reconcile.runs", "application", local.app, "outcome", outcome]],
    ) },
    { title = "Rows published", stat = "Sum", metrics = [[local.ours, "clickstream.compact.rows", "application", local.app]] },
    { title = "Leases lost", stat = "Sum", metrics = [[local.ours, "clickstream.lease.lost", "application", local.app]] },
    { title = "Dead letters", stat = "Maximum", metrics = [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", var.dead_letter_queue]] },
    { title = "Worker", stat = "Average", metrics = [["AWS/ECS", "CPUUtilization", "ClusterName", var.cluster, "ServiceName", "${var.prefix}-worker"], ["AWS/ECS", "MemoryUtilization", "ClusterName", var.cluster, "ServiceName", "${var.prefix}-worker"]] },
    { title = "Cost: bytes that queries read", stat = "Sum", metrics = [["AWS/Athena", "ProcessedBytes", "WorkGroup", var.prefix]] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.prefix

  dashboard_body = jsonencode({
    widgets = [for place, widget in local.widgets : {
      type   = "metric"
      x      = (place % 3) * 8
      y      = floor(place / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = widget.title
        region  = var.region
        stat    = widget.stat
        period  = 60
        metrics = widget.metrics
      }
    }]
  })
}
