# What cannot be right is refused before anything is made, all of it at once.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "names_and_places_that_are_none" {
  command = plan

  variables {
    name        = "Clickstream"
    environment = "production"
    region      = "Frankfurt"
    account_id  = "1234"
    size        = "large"
  }

  expect_failures = [var.name, var.environment, var.region, var.account_id, var.size]
}

run "data_that_would_be_lost_or_misled" {
  command = plan

  variables {
    environment        = "dev"
    stream             = { shards = 0, retention_hours = 12 }
    lifecycle_days     = { landing = 1 }
    log_retention_days = 10
    alerts             = { emails = ["nobody"], queues = { Large = "[]" }, rules = "rules.json" }
    catalog            = { scan_limit_gb = 0 }
    warehouse          = { enabled = true, base_capacity = 12 } # In two zones, too.
  }

  expect_failures = [var.stream, var.lifecycle_days, var.log_retention_days, var.alerts, var.catalog, var.warehouse]
}

run "tasks_and_functions_that_could_not_run" {
  command = plan

  variables {
    environment  = "dev"
    image_tag    = "not a tag"
    architecture = "riscv"
    worker       = { cpu = 1000, memory = 500, min = 0 }
    compactor    = { cpu = 256, memory = 16384 }
    schedules    = { compact = "every hour" }
    functions    = { package = "nowhere.zip", parallel = 20 }
    network      = { cidr = "10.0.0.0/30", subnet_ids = ["subnet-1"] }
  }

  expect_failures = [var.image_tag, var.architecture, var.worker, var.compactor, var.schedules, var.functions, var.network]
}

run "people_and_policies_that_are_none" {
  command = plan

  variables {
    environment          = "dev"
    permissions_boundary = "arn:aws:iam::123456789012:role/x"
    github_repository    = "shop"
    github_policies      = ["AdministratorAccess"]
    operations           = { quiet_hours = 48, emails = ["nobody"] }
  }

  expect_failures = [var.permissions_boundary, var.github_repository, var.github_policies, var.operations]
}
