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
