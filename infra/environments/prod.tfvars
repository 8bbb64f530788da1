environment        = "prod"
size               = "worker"
protect_data       = true
log_retention_days = 90

stream = {
  shards          = 8
  retention_hours = 168
}

network = {
  zones = 3
}

catalog = {
  crawler = true
}

operations = {
  quiet_hours = 2
  lag_minutes = 5
}
