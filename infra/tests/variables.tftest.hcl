# What cannot be right is refused before anything is made.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment = "dev"
}

run "a_name_with_capitals" {
  command = plan

  variables {
    name = "Clickstream"
  }

  expect_failures = [var.name]
}

run "an_environment_that_is_none" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.environment]
}

run "a_region_that_is_none" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

run "a_size_that_is_none" {
  command = plan

  variables {
    size = "large"
  }

  expect_failures = [var.size]
}

run "an_account_that_is_none" {
  command = plan

  variables {
    account_id = "1234"
  }

  expect_failures = [var.account_id]
}

run "a_stream_without_shards" {
  command = plan

  variables {
    stream = { shards = 0, retention_hours = 12 }
  }

  expect_failures = [var.stream]
}

run "landing_that_expires_before_it_is_compacted" {
  command = plan

  variables {
    lifecycle_days = { landing = 1 }
  }

  expect_failures = [var.lifecycle_days]
}

run "a_retention_that_cloudwatch_does_not_have" {
  command = plan

  variables {
    log_retention_days = 10
  }

  expect_failures = [var.log_retention_days]
}

run "an_address_and_a_filter_that_are_none" {
  command = plan

  variables {
    alerts = { emails = ["nobody"], queues = { Large = "[]" } }
  }

  expect_failures = [var.alerts]
}

run "a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary = "arn:aws:iam::123456789012:role/x"
  }

  expect_failures = [var.permissions_boundary]
}

run "a_repository_without_owner" {
  command = plan

  variables {
    github_repository = "shop"
  }

  expect_failures = [var.github_repository]
}

run "a_limit_of_nothing" {
  command = plan

  variables {
    catalog = { scan_limit_gb = 0 }
  }

  expect_failures = [var.catalog]
}
