"""The alarms that the contracts list: what each looks at, from when on, and for how long."""

from case import Planned

VISIBLE = "ApproximateNumberOfMessagesVisible"


class Alarms(Planned):
    def test_packages(self) -> None:
        alarms = self.alarms(self.usual, "packages")
        rows = {  # name: metric or formula, threshold, seconds for which it holds
            "fdnix-pipeline-failed": ("ExecutionsFailed", 0, 300), "fdnix-search-throttled": ("Throttles", 0, 300),
            "fdnix-pipeline-timed-out": ("ExecutionsTimedOut", 0, 300),
            "fdnix-pipeline-silent": ("ExecutionsSucceeded", 1, 26 * 3600),
            "fdnix-coverage": ("EmbeddingCoverage", 0.99, 300), "fdnix-search-errors": ("5XXError", 0.01, 300),
            "fdnix-search-slow": ("Latency", 1000, 900), "fdnix-search-fallbacks": (None, 20, None),
            "fdnix-index-old": ("LayerPublished", 1, 48 * 3600), "fdnix-layer-large": ("LayerNearlyTooLarge", 0, 300),
            "fdnix-pipeline-not-started": (VISIBLE, 0, 300),
        }
        found = {name: (alarm["metric_name"], alarm["threshold"],
                        alarm["period"] and alarm["period"] * alarm["evaluation_periods"])
                 for name, alarm in alarms.items()}
        self.assertEqual(found, rows)
        for name in "fdnix-pipeline-silent", "fdnix-index-old":
            self.assertEqual((alarms[name]["treat_missing_data"], alarms[name]["comparison_operator"]),
                             ("breaching", "LessThanThreshold"))
        self.assertEqual(alarms["fdnix-search-slow"]["extended_statistic"], "p95")
        queries = alarms["fdnix-search-fallbacks"]["metric_query"]
        self.assertEqual([query["expression"] for query in queries if not query["metric"]],
                         ["100 * FILL(fallbacks, 0) / invocations"])
        self.assertEqual({(metric["metric_name"], metric["period"]) for query in queries for metric in query["metric"]},
                         {("SearchFallbacks", 300), ("Invocations", 300)})
        self.assertEqual(alarms["fdnix-search-fallbacks"]["evaluation_periods"], 3)
        filters = {each.values["name"] for each in self.usual.all("aws_cloudwatch_log_metric_filter")}
        self.assertEqual(filters, {"fdnix-coverage", "fdnix-published", "fdnix-large", "fdnix-fallback"})

    def test_documents(self) -> None:
        alarms = self.alarms(self.usual, "documents")
        rows = {  # name: metric, comparison, threshold, seconds that are looked at
            "run-failed": ("ExecutionsFailed", "GreaterThanOrEqualToThreshold", 1, 300),
            "documents-failed": ("DocumentsFailed", "GreaterThanOrEqualToThreshold", 1, 3600),
            "pending-old": ("PendingAgeSeconds", "GreaterThanThreshold", 86400, 300),
            "model-throttles": ("EmbedThrottles", "GreaterThanThreshold", 100, 300),
            "deleted-not-removed": ("ReadyDeleteBacklog", "GreaterThanThreshold", 0, 86400),
            "out-of-memory": ("TriggeredRules", "GreaterThanOrEqualToThreshold", 1, 300),
            "notifications-lost": (VISIBLE, "GreaterThanThreshold", 0, 300),
        }
        self.assertEqual(set(alarms), {f"embed-documents-{name}" for name in rows})
        for name, (metric, comparison, threshold, seconds) in rows.items():
            alarm = alarms[f"embed-documents-{name}"]
            told = alarm["metric_name"] or alarm["metric_query"][0]["expression"]
            self.assertIn(metric, told, name)
            self.assertEqual((alarm["comparison_operator"], alarm["threshold"]), (comparison, threshold), name)
            self.assertEqual(alarm["period"] or alarm["metric_query"][0]["period"], seconds, name)
        self.assertEqual(alarms["embed-documents-deleted-not-removed"]["statistic"], "Minimum", "each run of the day")
        self.has(self.usual.one("aws_cloudwatch_event_rule", name="embed-documents-out-of-memory"))

    def test_receipts(self) -> None:
        alarms = {name.removeprefix("receipts-production-"): alarm
                  for name, alarm in self.alarms(self.usual, "receipts").items()}
        rows = {"worker-errors": 5, "worker-slow": 800_000, "throttles": 100, "runs-stale": 0}
        for name in "embed", "lines", "words":
            rows |= {f"{name}-queue-long": 100, f"{name}-queue-old": 1800}
        for name in "lines", "words":
            rows |= {f"{name}-lock": 20, f"{name}-snapshot-upload": 5, f"{name}-merge": 0}
        for name in "embed", "lines", "words", "stream", "sweep", "enqueue-missing":
            rows |= {f"{name}-dead-letters": 0}
        self.assertEqual({name: alarm["threshold"] for name, alarm in alarms.items()}, rows)
        periods = [alarms[name]["evaluation_periods"] for name in ("lines-lock", "words-snapshot-upload")]
        self.assertEqual(periods, [3, 2])
        self.assertEqual({alarm["treat_missing_data"] for alarm in alarms.values()}, {"notBreaching"})
        self.assertEqual({alarm["comparison_operator"] for alarm in alarms.values()}, {"GreaterThanThreshold"})
        self.assertEqual({alarm["period"] for alarm in alarms.values()} - {None}, {300})
        metrics = {"worker-errors": "Errors", "worker-slow": "Duration",
                   "lines-lock": "CompactionLockAcquisitionFailed",
                   "words-snapshot-upload": "CompactionSnapshotUploadError",
                   "lines-merge": "CompactionDeltaMergeError", "embed-queue-old": "ApproximateAgeOfOldestMessage",
                   "words-queue-long": VISIBLE, "stream-dead-letters": VISIBLE}
        self.assertEqual({name: alarms[name]["metric_name"] for name in metrics}, metrics)
        queries = alarms["throttles"]["metric_query"]
        throttled = [metric["metric_name"] for query in queries for metric in query["metric"]]
        self.assertEqual(throttled, ["Throttles"] * 4, "all functions")
        self.assertIn("MAX(CompactionRunsStale)", alarms["runs-stale"]["metric_query"][0]["expression"])
