# What each component may do: the actions of docs/aws.md, on the resources that it works on. A test compares the two, and both with recorded calls.

locals {
  glue        = "arn:${var.partition}:glue:${var.region}:${var.account_id}"
  b           = var.resources.buckets
  tables      = ["${local.glue}:catalog", "${local.glue}:database/${var.resources.database}", "${local.glue}:table/${var.resources.database}/*"]
  read_key    = { sid = "ReadKey", actions = ["kms:Decrypt"], resources = [aws_kms_key.this.arn] }
  write_key   = { sid = "WriteKey", actions = ["kms:GenerateDataKey"], resources = [aws_kms_key.this.arn] }
  claim_calls = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]

  stream_read = {
    sid       = "Stream"
    actions   = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
    resources = [var.resources.stream]
  }

  alert_channels = concat(
    [{ sid = "Publish", actions = ["sns:Publish"], resources = [var.resources.topic] }],
    [for on in [var.switches.event_bus] : { sid = "PutEvents", actions = ["events:PutEvents"], resources = [var.resources.event_bus] } if on],
  )

  statements = {
    producer = [
      { sid = "Stream", actions = ["kinesis:ListShards", "kinesis:PutRecords"], resources = [var.resources.stream] },
      { sid = "Objects", actions = ["s3:GetObject", "s3:PutObject"], resources = ["${local.b["raw"]}/*", "${local.b["quarantine"]}/*", "${local.b["audit"]}/*"] },
      { sid = "List", actions = ["s3:ListBucket"], resources = [local.b["raw"], local.b["quarantine"], local.b["audit"]] },
      local.read_key,
      local.write_key,
    ]

    worker = concat(
      [
        local.stream_read,
        { sid = "Leases", actions = concat(local.claim_calls, ["dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:Scan"]), resources = [var.resources.lease_table] },
        { sid = "Claims", actions = concat(local.claim_calls, ["dynamodb:DescribeTable"]), resources = [var.resources.claim_table] },
        { sid = "Objects", actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], resources = ["${local.b["landing"]}/*", "${local.b["quarantine"]}/*", "${local.b["audit"]}/*"] },
        { sid = "List", actions = ["s3:ListBucket"], resources = [local.b["landing"], local.b["quarantine"], local.b["audit"]] },
        { sid = "Topic", actions = ["sns:GetTopicAttributes"], resources = [var.resources.topic] },
        local.read_key,
        local.write_key,
      ],
      local.alert_channels,
      [for on in [var.switches.event_bus] : { sid = "Bus", actions = ["events:DescribeEventBus"], resources = [var.resources.event_bus] } if on],
      [for on in [var.switches.firehose] : { sid = "Delivery", actions = ["firehose:DescribeDeliveryStream", "firehose:PutRecordBatch"], resources = [var.resources.delivery] } if on],
      [for on in [var.switches.fan_out] : { sid = "FanOut", actions = ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"], resources = ["${var.resources.stream}/consumer/*"] } if on],
      [for on in [var.switches.fan_out] : { sid = "Summary", actions = ["kinesis:DescribeStreamSummary"], resources = [var.resources.stream] } if on],
      [for on in [var.switches.fan_out] : { sid = "Register", actions = ["kinesis:RegisterStreamConsumer"], resources = [var.resources.stream, "${var.resources.stream}/consumer/*"] } if on],
    )

    compactor = concat(
      [
        { sid = "Leases", actions = ["dynamodb:DescribeTable", "dynamodb:Scan"], resources = [var.resources.lease_table] },
        { sid = "Read", actions = ["s3:GetObject"], resources = [for layer in ["raw", "landing", "quarantine", "curated", "audit"] : "${local.b[layer]}/*"] },
        { sid = "Write", actions = ["s3:PutObject"], resources = [for layer in ["quarantine", "curated", "audit"] : "${local.b[layer]}/*"] }, # Quarantine: 'compact --from raw'.
        { sid = "Versions", actions = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts"], resources = ["${local.b["curated"]}/*"] },
        { sid = "List", actions = ["s3:ListBucket"], resources = [for layer in ["raw", "landing", "quarantine", "curated", "audit"] : local.b[layer]] },
        {
          sid = "Catalog"
          actions = [
            "glue:BatchCreatePartition", "glue:BatchDeletePartition", "glue:BatchUpdatePartition", "glue:CreateDatabase", "glue:CreateTable",
            "glue:GetPartitions", "glue:GetTable", "glue:UpdateTable",
          ]
          resources = local.tables
        },
        local.read_key,
        local.write_key,
      ],
      [
        for on in [var.switches.athena_compaction] : {
          sid       = "Unload"
          actions   = ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution", "athena:StopQueryExecution"]
          resources = [var.resources.workgroup]
        } if on
      ],
      [for on in [var.switches.athena_compaction] : { sid = "UnloadCatalog", actions = ["glue:GetDatabase", "glue:GetPartition"], resources = local.tables } if on],
      [for on in [var.switches.athena_compaction] : { sid = "UnloadLocation", actions = ["s3:GetBucketLocation", "s3:ListBucket"], resources = [local.b["results"], local.b["landing"], local.b["curated"]] } if on],
      [for on in [var.switches.athena_compaction] : { sid = "UnloadResults", actions = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], resources = ["${local.b["results"]}/athena/*"] } if on],
    )

    query = [
      {
        sid       = "Athena"
        actions   = ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:GetWorkGroup", "athena:StartQueryExecution", "athena:StopQueryExecution"]
        resources = [var.resources.workgroup]
      },
      { sid = "Catalog", actions = ["glue:GetDatabase", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable"], resources = local.tables },
      { sid = "Read", actions = ["s3:GetObject"], resources = ["${local.b["curated"]}/curated/*"] },
      { sid = "List", actions = ["s3:ListBucket"], resources = [local.b["curated"], local.b["results"]] },
      { sid = "Location", actions = ["s3:GetBucketLocation"], resources = [local.b["results"]] },
      { sid = "Results", actions = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], resources = ["${local.b["results"]}/athena/*"] },
      local.read_key,
      local.write_key,
    ]

    # A person's events are rewritten in every layer, and the hours published again.
    erase = [
      { sid = "Objects", actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], resources = [for layer in ["raw", "landing", "quarantine", "curated", "audit"] : "${local.b[layer]}/*"] },
      { sid = "Uploads", actions = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], resources = [for layer in ["raw", "curated"] : "${local.b[layer]}/*"] },
      { sid = "List", actions = ["s3:ListBucket"], resources = [for layer in ["raw", "landing", "quarantine", "curated", "audit"] : local.b[layer]] },
      { sid = "Catalog", actions = ["glue:BatchCreatePartition", "glue:BatchDeletePartition", "glue:BatchUpdatePartition", "glue:GetPartitions", "glue:GetTable"], resources = local.tables },
      local.read_key,
      local.write_key,
    ]

    object_alerts = concat(
      [
        { sid = "Claims", actions = local.claim_calls, resources = [var.resources.claim_table] },
        { sid = "Raw", actions = ["s3:GetObject"], resources = ["${local.b["raw"]}/raw/*"] },
        { sid = "Copies", actions = ["s3:GetObject", "s3:PutObject"], resources = ["${local.b["audit"]}/alerts/*"] },
        { sid = "List", actions = ["s3:ListBucket"], resources = [local.b["raw"], local.b["audit"]] },
        { sid = "FailedCalls", actions = ["sqs:SendMessage"], resources = [var.resources.failed_calls] },
        local.read_key,
        local.write_key,
      ],
      local.alert_channels,
    )

    stream_alerts = concat(
      [
        merge(local.stream_read, { actions = concat(local.stream_read.actions, ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary"]) }),
        { sid = "Claims", actions = local.claim_calls, resources = [var.resources.claim_table] },
        { sid = "Copies", actions = ["s3:GetObject", "s3:PutObject"], resources = ["${local.b["audit"]}/alerts/*"] },
        { sid = "List", actions = ["s3:ListBucket"], resources = [local.b["audit"]] },
        { sid = "FailedCalls", actions = ["sqs:SendMessage"], resources = [var.resources.failed_calls] },
        local.read_key,
        local.write_key,
      ],
      local.alert_channels,
    )
  }
}
