"""What the log tells: nothing private, and metrics in CloudWatch's embedded format."""

import json
import re
import time

import anchors
import samples
from case import Local, small
from cloud import Cloud

#: The metrics there are.
METRICS = set("""
EmbedMessagesProcessed EmbedMessagesFailed EmbedRunsCreated EmbedRunsDuplicate MerchantResolved MerchantUnknown
StreamRecordsReceived StreamRecordProcessed StreamRecordSkipped StreamMessageCreated EntityParsingError
CompactionRunMessageBuildError SQSMessagesSuccessful SQSMessagesFailed CompactionRecordsReceived
CompactionMessageParseError CompactionInvalidCollection CompactionDeltaMergeCount CompactionDeltaMergeError
CompactionDeltaDownloadError CompactionMetadataUpdatedRecords CompactionLabelsUpdatedRecords
CompactionWordEmbeddingNotFound CompactionEmbeddingsDeletedCount CompactionRunProcessed CompactionSnapshotDownloadError
CompactionSnapshotUploadError CompactionPointerConflict CompactionPartialBatchFailure CompactionFailedMessages
CompactionLambdaExecutionTime CompactionLockCollision CompactionLockDuration CompactionLockWaitTime
CompactionLockAcquisitionFailed CompactionHeartbeatFailed CompactionLockExpired CompactionRunsStale""".split())


class Telling(Local):
    def test_35_nothing_private_is_logged_and_metrics_are_emf(self):
        receipts = [samples.receipt(number) for number in range(3)]
        bad = small(9)
        del bad.lines[0]["text"]
        self.sent(*receipts)
        self.submit(bad)
        self.drain(code=1)
        for receipt in receipts:
            for kind in ("phone", "address", "url"):
                for value in anchors.values(receipt.words, kind):
                    self.assertNotIn(value, self.stderr)
            self.assertNotIn(anchors.phone(anchors.values(receipt.words, "phone")[0]), self.stderr)
        metrics = self.metrics()
        self.assertTrue(metrics, "no metrics were written")
        for line in metrics:
            check_metric(self, line)
        names = {definition["Name"] for line in metrics
                 for directive in line["_aws"]["CloudWatchMetrics"] for definition in directive["Metrics"]}
        self.assertLessEqual({"EmbedMessagesProcessed", "EmbedRunsCreated", "EmbedMessagesFailed",
                              "CompactionRunProcessed"}, names)


class Functions(Cloud):
    def test_35_functions_tell_metrics_and_nothing_private(self):
        receipts = [samples.receipt(number) for number in range(2)]
        told, found = dict.fromkeys(("embed-worker", "stream-processor", "compactor"), 0), []
        for receipt in receipts:  # the second time the functions are warm, and their times are that time's
            begun = int(time.time() * 1000)
            self.embedded(receipt)
            self.pump()
            for role, known in told.items():
                lines = self.metrics(self.function(role).log)
                told[role] = len(lines)
                self.assertGreater(len(lines), known, role)
                for line in lines[known:]:
                    check_metric(self, line)
                    self.assertTrue(begun <= line["_aws"]["Timestamp"] <= time.time() * 1000, line)
                    found += [(definition["Name"], directive["Dimensions"]) for directive in
                              line["_aws"]["CloudWatchMetrics"] for definition in directive["Metrics"]]
            time.sleep(0.01)
        for role in told:
            for receipt in receipts:
                own = [value for kind in ("phone", "address", "url") for value in anchors.values(receipt.words, kind)]
                for secret in (*own, anchors.phone(anchors.values(receipt.words, "phone")[0]),
                               anchors.receipt_address(receipt.words)):
                    self.assertNotIn(secret, self.function(role).log)
        names = {name for name, _ in found}
        self.assertLessEqual(names, METRICS)
        self.assertLessEqual({
            "EmbedMessagesProcessed", "EmbedRunsCreated", "MerchantUnknown", "StreamRecordsReceived",
            "StreamRecordProcessed", "StreamMessageCreated", "SQSMessagesSuccessful", "CompactionRecordsReceived",
            "CompactionRunProcessed", "CompactionDeltaMergeCount", "CompactionLambdaExecutionTime",
            "CompactionLockDuration", "CompactionLockWaitTime"}, names)
        for name, dimensions in found:
            if name in ("CompactionDeltaMergeCount", "CompactionRunProcessed"):
                self.assertIn("collection", [one for names in dimensions for one in names], name)


def check_metric(case: Local, line: dict) -> None:
    """A line of CloudWatch's embedded metric format."""
    case.assertIsInstance(line["_aws"]["Timestamp"], int)
    for directive in line["_aws"]["CloudWatchMetrics"]:
        case.assertEqual(directive["Namespace"], "EmbeddingWorkflow")
        for names in directive["Dimensions"]:
            case.assertTrue(all(isinstance(line[name], str) for name in names), line)
        for definition in directive["Metrics"]:
            case.assertTrue(re.fullmatch(r"[A-Z][A-Za-z]+", definition["Name"]), definition)
            values = line[definition["Name"]]
            values = values["Values"] if isinstance(values, dict) else values
            values = values if isinstance(values, list) else [values]
            case.assertTrue(all(isinstance(value, int | float) for value in values), json.dumps(line))
