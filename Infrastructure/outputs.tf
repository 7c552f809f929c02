output "FdnixArtifactsBucketName" {
  description = "The bucket of the indexer's artifacts."
  value       = one(module.packages[*].artifacts_bucket_name)
}

output "FdnixDatabaseLayerArn" {
  description = "The layer with the index, without a version; it is there after the first run of the pipeline."
  value       = one(module.packages[*].layer_arn)
}

output "FdnixSearchApiUrl" {
  description = "Where packages are searched."
  value       = one(module.packages[*].api_url)
}

output "FdnixSearchFunctionName" {
  description = "The function that searches packages."
  value       = one(module.packages[*].function_name)
}

output "FdnixSearchFunctionArn" {
  description = "The function that searches packages, by its ARN."
  value       = one(module.packages[*].function_arn)
}

output "FdnixCertificateArn" {
  description = "The certificate of the domain; null without one."
  value       = one(module.packages[*].certificate_arn)
}

output "FdnixCloudFrontDomainName" {
  description = "CloudFront's name; null without it."
  value       = one(module.packages[*].cloudfront_domain_name)
}

output "FdnixPipelineStateMachineArn" {
  description = "The nightly pipeline of packages."
  value       = one(module.packages[*].state_machine_arn)
}

output "FdnixIndexerRepositoryUrl" {
  description = "Where the indexer's image is pushed."
  value       = one(module.packages[*].repository_url)
}

output "DocumentsStateMachineArn" {
  description = "The state machine that ingests documents."
  value       = one(module.documents[*].state_machine_arn)
}

output "EmbeddingsClusterArn" {
  description = "The cluster of the tasks that embed documents."
  value       = one(module.documents[*].cluster_arn)
}

output "InputBucket" {
  description = "The bucket that documents are put into."
  value       = one(module.documents[*].buckets.input)
}

output "DocumentsBuckets" {
  description = "All buckets of documents, by their use."
  value       = one(module.documents[*].buckets)
}

output "DocumentsSearchUrl" {
  description = "Where documents are searched, by signed requests."
  value       = one(module.documents[*].search_url)
}

output "DocumentsRepositoryUrl" {
  description = "Where the image of embed-documents is pushed."
  value       = one(module.documents[*].repository_url)
}

output "DocumentsMigrateTask" {
  description = "The task that makes the tables, and where it runs."
  value       = one(module.documents[*].migrate_task)
}

output "DocumentsDatabase" {
  description = "The database's cluster, and the secrets of its two users."
  value       = one(module.documents[*].database)
}

output "ReceiptsQueueUrls" {
  description = "The queues of receipts, by their use."
  value       = one(module.receipts[*].queue_urls)
}

output "ReceiptsTableName" {
  description = "The table of receipts."
  value       = one(module.receipts[*].table_name)
}

output "ReceiptsBuckets" {
  description = "The buckets of receipts."
  value = one([for receipts in module.receipts : {
    collections = receipts.collections_bucket
    artifacts   = receipts.artifacts_bucket
  }])
}

output "ReceiptsSecretNames" {
  description = "The secrets that keys are to be stored in."
  value       = one(module.receipts[*].secret_names)
}

output "AlertsTopicArn" {
  description = "Where alarms are told."
  value       = module.shared.alerts_topic_arn
}
