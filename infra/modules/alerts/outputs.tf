output "topic_arn" {
  description = "ARN of the topic of purchase alerts."
  value       = aws_sns_topic.purchases.arn
}

output "event_bus" {
  description = "Name of the bus of alerts; null without one."
  value       = one(aws_cloudwatch_event_bus.this[*].name)
}

output "event_bus_arn" {
  description = "ARN of the bus of alerts; null without one."
  value       = one(aws_cloudwatch_event_bus.this[*].arn)
}

output "queue_urls" {
  description = "URLs of the subscribed queues, by name."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.url }
}

output "dead_letter_queue_arn" {
  description = "ARN of the queue of what nobody could take."
  value       = aws_sqs_queue.dead_letters.arn
}

output "dead_letter_queue" {
  description = "Name of the queue of what nobody could take."
  value       = aws_sqs_queue.dead_letters.name
}
