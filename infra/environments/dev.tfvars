# Small and cheap: nothing is always on, tasks use public addresses instead of endpoints, and 'terraform destroy' takes the data too.
environment        = "dev"
size               = "serverless"
protect_data       = false
log_retention_days = 7

network = {
  private = false
}
