/// What is counted and measured, by the names that dashboards and alarms use.
public enum ReceiptMetric: String, Sendable, CaseIterable {
    // The worker.
    case messagesProcessed = "EmbedMessagesProcessed"
    case messagesFailed = "EmbedMessagesFailed"
    case runsCreated = "EmbedRunsCreated"
    case runsDuplicate = "EmbedRunsDuplicate"
    case merchantResolved = "MerchantResolved"
    case merchantUnknown = "MerchantUnknown"
    // The stream processor.
    case recordsReceived = "StreamRecordsReceived"
    case recordProcessed = "StreamRecordProcessed"
    case recordSkipped = "StreamRecordSkipped"
    case messageCreated = "StreamMessageCreated"
    case entityParsingError = "EntityParsingError"
    case runMessageBuildError = "CompactionRunMessageBuildError"
    case queueMessagesSuccessful = "SQSMessagesSuccessful"
    case queueMessagesFailed = "SQSMessagesFailed"
    // The compactor.
    case compactionRecordsReceived = "CompactionRecordsReceived"
    case messageParseError = "CompactionMessageParseError"
    case invalidCollection = "CompactionInvalidCollection"
    case deltaMergeCount = "CompactionDeltaMergeCount"
    case deltaMergeError = "CompactionDeltaMergeError"
    case deltaDownloadError = "CompactionDeltaDownloadError"
    case metadataUpdatedRecords = "CompactionMetadataUpdatedRecords"
    case labelsUpdatedRecords = "CompactionLabelsUpdatedRecords"
    case wordEmbeddingNotFound = "CompactionWordEmbeddingNotFound"
    case embeddingsDeletedCount = "CompactionEmbeddingsDeletedCount"
    case runProcessed = "CompactionRunProcessed"
    case snapshotDownloadError = "CompactionSnapshotDownloadError"
    case snapshotUploadError = "CompactionSnapshotUploadError"
    case pointerConflict = "CompactionPointerConflict"
    case partialBatchFailure = "CompactionPartialBatchFailure"
    case failedMessages = "CompactionFailedMessages"
    /// Milliseconds that a batch took.
    case executionTime = "CompactionLambdaExecutionTime"
    // The compaction lock; durations in milliseconds.
    case lockCollision = "CompactionLockCollision"
    case lockDuration = "CompactionLockDuration"
    case lockWaitTime = "CompactionLockWaitTime"
    case lockAcquisitionFailed = "CompactionLockAcquisitionFailed"
    case heartbeatFailed = "CompactionHeartbeatFailed"
    case lockExpired = "CompactionLockExpired"
    // The sweeper.
    case runsStale = "CompactionRunsStale"
}
