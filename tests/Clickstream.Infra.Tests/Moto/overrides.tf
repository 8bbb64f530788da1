# What moto lacks. The tests copy each part into the folder that its heading names, as an override file beside the files that users apply.

#@ .
# State stays in the test's own folder.
terraform {
  backend "local" {}
}

# Else each call that moto does not know is repeated for minutes.
provider "aws" {
  max_retries = 1
}

# moto has no Redshift Serverless. The module is planned with a mocked provider instead (infra/tests).
module "warehouse" {
  count = 0
}

#@ modules/security
# moto forgets the rotation period.
resource "aws_kms_key" "this" {
  lifecycle {
    ignore_changes = [rotation_period_in_days]
  }
}

#@ modules/stream
# moto lists tags of a stream under another call than the provider asks.
resource "aws_kinesis_stream" "this" {
  lifecycle {
    ignore_changes = [tags, tags_all]
  }
}

#@ modules/storage
# moto forgets that notifications go to EventBridge.
resource "aws_s3_bucket_notification" "this" {
  lifecycle {
    ignore_changes = [eventbridge]
  }
}

#@ modules/alerts
# moto gives a policy back with other white space.
resource "aws_sqs_queue" "this" {
  lifecycle {
    ignore_changes = [redrive_policy]
  }
}

#@ modules/compute
# moto gives some parts of a function back empty.
resource "aws_lambda_function" "this" {
  lifecycle {
    ignore_changes = [kms_key_arn, logging_config]
  }
}

# moto does not know the balance of zones.
resource "aws_ecs_service" "worker" {
  lifecycle {
    ignore_changes = [desired_count, availability_zone_rebalancing]
  }
}

# moto has no Application Auto Scaling of this provider's version.
resource "aws_appautoscaling_target" "worker" {
  count = 0
}

# As its target.
resource "aws_appautoscaling_policy" "cpu" {
  count = 0
}

# As its target.
resource "aws_appautoscaling_policy" "lag" {
  count = 0
}

#@ modules/observability
# moto answers budgets with what the provider cannot read.
resource "aws_budgets_budget" "this" {
  count = 0
}

#@ modules/network
# moto forgets the description of a rule.
resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  lifecycle {
    ignore_changes = [description]
  }
}
