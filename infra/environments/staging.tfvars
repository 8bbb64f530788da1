# As prod, smaller, and with data that may go.
environment        = "staging"
size               = "worker"
protect_data       = false
log_retention_days = 14

stream = {
  shards = 2
}

worker = {
  min = 1
  max = 2
}

network = {
  private = false
}
