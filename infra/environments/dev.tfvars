# Small and cheap: nothing is always on, and 'terraform destroy' takes the data too.
environment        = "dev"
size               = "serverless"
protect_data       = false
log_retention_days = 7
