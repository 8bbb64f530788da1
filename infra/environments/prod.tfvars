environment        = "prod"
size               = "worker"
protect_data       = true
log_retention_days = 90

stream = {
  shards          = 8
  retention_hours = 168
  fan_out         = true
}

alerts = {
  event_bus = true
}

catalog = {
  crawler = true
}
