locals {
  worker_command = ["stream", "--backend", "aws", "--flush-age", "60"]

  tasks = {
    worker = {
      command = var.always_on ? local.worker_command : concat(local.worker_command, ["--until-idle"])
      role    = "worker"
      cpu     = var.worker.cpu
      memory  = var.worker.memory
    }
    compact = {
      command = ["compact", "--backend", "aws", "--once", "--max-memory", tostring(floor(var.compactor.memory / 2))]
      role    = "compactor"
      cpu     = var.compactor.cpu
      memory  = var.compactor.memory
    }
    reconcile = {
      command = ["reconcile", "--backend", "aws", "--older-than", "6"] # What is younger may be on its way.
      role    = "compactor"
      cpu     = var.compactor.cpu
      memory  = var.compactor.memory
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  for_each = local.runs ? local.tasks : {}

  family                   = "${var.prefix}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  task_role_arn            = var.role_arns[each.value.role]
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture == "arm64" ? "ARM64" : "X86_64"
  }

  # The one place that can be written; it goes with the task.
  volume {
    name = "scratch"
  }

  container_definitions = jsonencode([{
    name                   = each.key
    image                  = local.image
    command                = each.value.command
    essential              = true
    readonlyRootFilesystem = true
    mountPoints            = [{ sourceVolume = "scratch", containerPath = "/scratch", readOnly = false }]
    stopTimeout            = 120 # The most that Fargate has; a drain takes seconds: one flush and the alerts that are under way.
    environment            = [for name, value in local.environment : { name = name, value = value }]

    healthCheck = each.key != "worker" ? null : {
      command     = ["CMD", "/app/clickstream", "health"]
      interval    = 30
      timeout     = 10
      retries     = 3
      startPeriod = 60
    }

    linuxParameters = {
      initProcessEnabled = true
      capabilities       = { drop = ["ALL"] }
    }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.tasks.name
        awslogs-region        = var.region
        awslogs-stream-prefix = each.key
      }
    }
  }])
}

resource "aws_ecs_service" "worker" {
  count = local.runs && var.always_on ? 1 : 0

  name                               = "${var.prefix}-worker"
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this["worker"].arn
  desired_count                      = var.worker.min
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100 # The new worker takes leases over before the old one drains.
  deployment_maximum_percent         = 200
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = var.public
  }

  # Autoscaling changes it.
  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_appautoscaling_target" "worker" {
  count = local.runs && var.always_on ? 1 : 0

  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.worker[0].name}"
  min_capacity       = var.worker.min
  max_capacity       = var.worker.max
}

resource "aws_appautoscaling_policy" "cpu" {
  count = local.runs && var.always_on ? 1 : 0

  name               = "${var.prefix}-worker-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.worker[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.worker[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.worker[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 600 # Leases move with every change of the number of workers.
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "lag" {
  count = local.runs && var.always_on ? 1 : 0

  name               = "${var.prefix}-worker-lag"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.worker[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.worker[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.worker[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 30000
    scale_in_cooldown  = 600
    scale_out_cooldown = 120

    customized_metric_specification {
      namespace   = "AWS/Kinesis"
      metric_name = var.consumer == null ? "GetRecords.IteratorAgeMilliseconds" : "SubscribeToShardEvent.MillisBehindLatest"
      statistic   = "Maximum"

      dimensions {
        name  = "StreamName"
        value = var.stream
      }

      dynamic "dimensions" {
        for_each = var.consumer == null ? [] : [var.consumer]

        content {
          name  = "ConsumerName"
          value = dimensions.value
        }
      }
    }
  }
}

# Pulls the image and writes the log; the program itself runs as the role of its component.
data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "Login"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # The action has no resource.
  }

  statement {
    sid       = "Pull"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.this.arn]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.tasks.arn}:*"]
  }
}

data "aws_iam_policy_document" "tasks_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role" "execution" {
  name                 = "${var.prefix}-execution"
  assume_role_policy   = data.aws_iam_policy_document.tasks_trust.json
  permissions_boundary = var.boundary
}

resource "aws_iam_role_policy" "execution" {
  name   = "start"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}
