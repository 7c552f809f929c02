output "dead_letter_name" {
  description = "The name of the queue of starts that failed."
  value       = module.dead_letters.name
}
