# What is watched: alarms and a dashboard. Missing numbers are no alarm.

locals {
  namespace = "EmbeddingWorkflow"
  worker    = { FunctionName = local.functions.worker }
  by        = { for name in ["lines", "words"] : name => { collection = name } }
  dead = merge(
    { for name, queue in module.queue : name => queue.dead_letter_name },
    { stream = module.lost_records.name },
    { for name, schedule in module.sweeps : name => schedule.dead_letter_name },
  )
  visible = "ApproximateNumberOfMessagesVisible"

  # What the programs count, graph by graph: as a whole, and a series a collection.
  counted = {
    "Embedded"         = ["EmbedMessagesProcessed", "EmbedMessagesFailed", "EmbedRunsCreated", "EmbedRunsDuplicate"]
    "Merchants"        = ["MerchantResolved", "MerchantUnknown"]
    "Stream"           = ["StreamRecordsReceived", "StreamRecordProcessed", "StreamRecordSkipped"]
    "Stream, refused"  = ["EntityParsingError", "CompactionRunMessageBuildError"]
    "Compactor"        = ["CompactionRecordsReceived", "CompactionFailedMessages", "CompactionPartialBatchFailure"]
    "Messages refused" = ["CompactionMessageParseError", "CompactionInvalidCollection"]
  }
  counted_by_collection = {
    "Messages made"    = ["StreamMessageCreated", "SQSMessagesSuccessful", "SQSMessagesFailed"]
    "Merged"           = ["CompactionRunProcessed", "CompactionDeltaMergeCount"]
    "Changed"          = ["CompactionMetadataUpdatedRecords", "CompactionLabelsUpdatedRecords", "CompactionEmbeddingsDeletedCount"]
    "Words not found"  = ["CompactionWordEmbeddingNotFound"]
    "Bundles refused"  = ["CompactionDeltaMergeError", "CompactionDeltaDownloadError"]
    "Snapshots failed" = ["CompactionSnapshotDownloadError", "CompactionSnapshotUploadError", "CompactionPointerConflict"]
    "Lock"             = ["CompactionLockCollision", "CompactionLockAcquisitionFailed", "CompactionHeartbeatFailed", "CompactionLockExpired"]
  }
  timed_by_collection = {
    "Time of the lock" = ["CompactionLockDuration", "CompactionLockWaitTime"]
    "Stale runs"       = ["CompactionRunsStale"]
  }
}

module "alarms" {
  source = "../alarms"

  prefix    = local.prefix
  topic_arn = var.alerts_topic_arn
  runbook   = "${var.documentation}/runbooks/receipts.md"
  alarms = merge(
    { for name, queue in module.queue : "${name}-queue-long" => {
      meaning   = "More than 100 messages wait in the queue ${name}"
      metric    = { namespace = "AWS/SQS", name = local.visible, dimensions = { QueueName = queue.name }, statistic = "Maximum" }
      threshold = 100
    } },
    { for name, queue in module.queue : "${name}-queue-old" => {
      meaning   = "A message has waited in the queue ${name} for more than half an hour"
      metric    = { namespace = "AWS/SQS", name = "ApproximateAgeOfOldestMessage", dimensions = { QueueName = queue.name }, statistic = "Maximum" }
      threshold = 1800
    } },
    { for name, queue in local.dead : "${name}-dead-letters" => {
      meaning   = "The dead-letter queue ${name} has a message"
      metric    = { namespace = "AWS/SQS", name = local.visible, dimensions = { QueueName = queue }, statistic = "Maximum" }
      threshold = 0
    } },
    { for name, collection in local.by : "${name}-lock" => {
      meaning   = "The lock of ${name} could not be had again and again"
      metric    = { namespace = local.namespace, name = "CompactionLockAcquisitionFailed", dimensions = collection }
      threshold = 20
      periods   = 3
    } },
    { for name, collection in local.by : "${name}-snapshot-upload" => {
      meaning   = "Snapshots of ${name} could not be uploaded"
      metric    = { namespace = local.namespace, name = "CompactionSnapshotUploadError", dimensions = collection }
      threshold = 5
      periods   = 2
    } },
    { for name, collection in local.by : "${name}-merge" => {
      meaning   = "A bundle could not be merged into ${name}"
      metric    = { namespace = local.namespace, name = "CompactionDeltaMergeError", dimensions = collection }
      threshold = 0
    } },
    {
      worker-errors = {
        meaning   = "The worker failed more than five times in five minutes"
        metric    = { namespace = "AWS/Lambda", name = "Errors", dimensions = local.worker }
        threshold = 5
      }
      worker-slow = {
        meaning   = "The worker takes nearly all of its time"
        metric    = { namespace = "AWS/Lambda", name = "Duration", dimensions = local.worker, statistic = "Maximum" }
        threshold = 800000
      }
      throttles = {
        meaning   = "Invocations were turned away more than 100 times in five minutes"
        formula   = "SUM(METRICS())"
        metrics   = { for key, name in local.functions : key => { namespace = "AWS/Lambda", name = "Throttles", dimensions = { FunctionName = name } } }
        threshold = 100
      }
      runs-stale = {
        meaning   = "Runs were begun and not ended; the sweeper sends them again"
        query     = "SELECT MAX(CompactionRunsStale) FROM \"${local.namespace}\""
        threshold = 0
      }
    },
  )
}

module "dashboard" {
  source = "../dashboard"

  context = var.context
  name    = local.prefix
  graphs = merge({
    "Invocations"  = { metrics = [for name in values(local.functions) : ["AWS/Lambda", "Invocations", { FunctionName = name }]] }
    "Errors"       = { metrics = [for name in values(local.functions) : ["AWS/Lambda", "Errors", { FunctionName = name }]] }
    "At once"      = { metrics = [for name in values(local.functions) : ["AWS/Lambda", "ConcurrentExecutions", { FunctionName = name }]], statistic = "Maximum" }
    "Sent"         = { metrics = [for queue in local.queues : ["AWS/SQS", "NumberOfMessagesSent", { QueueName = queue.name }]] }
    "Deleted"      = { metrics = [for queue in local.queues : ["AWS/SQS", "NumberOfMessagesDeleted", { QueueName = queue.name }]] }
    "Waiting"      = { metrics = [for queue in local.queues : ["AWS/SQS", local.visible, { QueueName = queue.name }]], statistic = "Maximum" }
    "Dead letters" = { metrics = [for queue in local.dead : ["AWS/SQS", local.visible, { QueueName = queue }]], statistic = "Maximum" }
    "File system" = { metrics = flatten([for file in aws_efs_file_system.this : [
      for name in ["ClientConnections", "DataReadIOBytes", "DataWriteIOBytes"] : { metric = ["AWS/EFS", name, { FileSystemId = file.id }] }
    ]])[*].metric }
    "Time of a batch" = { metrics = [[local.namespace, "CompactionLambdaExecutionTime", {}]], statistic = "Maximum" }
    },
    { for title, names in local.counted : title => { metrics = [for name in names : [local.namespace, name, {}]] } },
    { for title, names in local.counted_by_collection : title => {
      metrics = [for pair in setproduct(names, values(local.by)) : [local.namespace, pair[0], pair[1]]]
    } },
    { for title, names in local.timed_by_collection : title => {
      metrics   = [for pair in setproduct(names, values(local.by)) : [local.namespace, pair[0], pair[1]]]
      statistic = "Maximum"
    } },
  )
}
