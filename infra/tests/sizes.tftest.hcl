# Both sizes and the switches, without any account.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment = "dev"
}

run "serverless_has_a_stream_that_grows_by_itself" {
  assert {
    condition     = output.clickstream_config.stream == "clickstream-dev" && output.clickstream_config.firehose == null && output.clickstream_config.consumer == null
    error_message = "The configuration names what is not there."
  }

  assert {
    condition     = module.stream.mode == "ON_DEMAND"
    error_message = "The stream of size serverless is on demand."
  }
}

run "worker_has_a_provisioned_stream" {
  variables {
    size   = "worker"
    stream = { shards = 3 }
  }

  assert {
    condition     = module.stream.mode == "PROVISIONED" && module.stream.shards == 3
    error_message = "The stream of size worker has the shards that were asked for."
  }
}

run "switches_reach_the_configuration" {
  variables {
    firehose = true
    stream   = { fan_out = true }
    alerts   = { event_bus = true, queues = { large = "{\"revenue\":[{\"numeric\":[\">=\",500]}]}" } }
    catalog  = { crawler = true }
  }

  assert {
    condition = (
      output.clickstream_config.firehose == "clickstream-dev-landing"
      && output.clickstream_config.consumer == "clickstream-dev-worker"
      && output.clickstream_config.event_bus == "clickstream-dev-alerts"
    )
    error_message = "A switch is on, and the program is not told."
  }

  assert {
    condition     = length(output.alert_queues) == 1
    error_message = "A queue was asked for."
  }
}

run "nothing_runs_before_there_is_an_image" {
  variables {
    size = "worker"
  }

  assert {
    condition     = module.compute.service == null && length(output.functions) == 0
    error_message = "Without an image and a package nothing can run."
  }
}

run "the_worker_is_a_service_once_there_is_an_image" {
  variables {
    size       = "worker"
    image_tag  = "1"
    operations = { budget = 100 }
    warehouse  = { enabled = true, hot_days = 3 }
    network    = { zones = 3 }
  }

  assert {
    condition     = module.compute.service == "clickstream-dev-worker" && length(module.network.subnet_ids) == 3
    error_message = "The size worker has a service in three subnets."
  }

  assert {
    condition     = module.warehouse[0].database == "clickstream"
    error_message = "The warehouse was asked for."
  }
}

run "a_network_that_exists_is_used_as_it_is" {
  variables {
    network = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"] }
  }

  assert {
    condition     = module.network.vpc_id == "vpc-1" && length(module.network.subnet_ids) == 2 && !module.network.public
    error_message = "The network was given."
  }
}

run "names_of_buckets_fit" {
  command = plan

  variables {
    name        = "abcdefghijklmnop"
    environment = "staging"
    region      = "ap-southeast-2"
  }

  assert {
    condition     = length(output.clickstream_config.buckets) == 5
    error_message = "The provider refuses a bucket's name of more than 63 characters."
  }
}
