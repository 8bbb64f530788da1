# What runs: containers here and in tasks.tf, schedules in schedules.tf, functions in functions.tf.

locals {
  runs = var.image_tag != null
  # CLICKSTREAM_BUCKET for bucket: a variable for each name of the configuration that has a value; objects as JSON.
  environment = {
    for name, value in merge(var.program, { embedded_metrics = true }) :
    "CLICKSTREAM_${upper(name)}" => try(tostring(value), jsonencode(value)) if value != null
  }
  image = "${aws_ecr_repository.this.repository_url}:${coalesce(var.image_tag, "none")}"
  arn   = "arn:${var.partition}"
}

resource "aws_ecr_repository" "this" {
  name                 = var.prefix
  image_tag_mutability = "IMMUTABLE" # What ran yesterday can be told from its tag.
  force_delete         = var.empty_on_delete

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.key_arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "The last 20 images."
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_ecs_cluster" "this" {
  name = var.prefix

  setting {
    name  = "containerInsights"
    value = "disabled" # The program's own metrics say more and cost less.
  }
}

resource "aws_cloudwatch_log_group" "tasks" {
  name              = "/clickstream/${var.prefix}/tasks"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}
