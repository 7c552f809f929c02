import Basics
import Logging
import Synchronization

/// What was asked and how long it took, in the Prometheus text format (version 0.0.4).
public final class ServiceMetrics: Sendable {
    /// Upper bounds of the duration buckets, in seconds.
    private static let bounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5]

    private struct Requests {
        var byStatus: [Int: Int] = [:]
        var buckets = [Int](repeating: 0, count: bounds.count + 1)
        var seconds = 0.0
    }

    private let requests = Mutex<[String: Requests]>([:])
    private let underWay = Atomic(0)
    private let hybrid = Atomic(0)
    private let lexical = Atomic(0)
    private let log = Logger(label: "fdnix.service")

    func begin() { underWay.wrappingAdd(1, ordering: .relaxed) }

    func end(_ route: String, status: Int, seconds: Double) {
        underWay.wrappingSubtract(1, ordering: .relaxed)
        requests.withLock { requests in
            requests[route, default: Requests()].byStatus[status, default: 0] += 1
            requests[route]?.buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            requests[route]?.seconds += seconds
        }
    }

    func search(isHybrid: Bool) {
        if isHybrid {
            hybrid.wrappingAdd(1, ordering: .relaxed)
        } else {
            lexical.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Logs a failure that the caller is only told the request's number of.
    func report(_ error: any Error, request: String) {
        log.error("request failed", metadata: ["request": "\(request)", "error": "\(error)"])
    }

    func text(packages: Int, history: (reloads: Int, failure: FdnixError?)) -> String {
        var text = ""
        func family(_ name: String, _ type: String, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        }
        let requests = requests.withLock { $0 }.sorted { $0.key < $1.key }
        family("fdnix_requests_total", "counter", "Requests that reached a route.")
        for (route, counts) in requests {
            for (status, count) in counts.byStatus.sorted(by: { $0.key < $1.key }) {
                text += "fdnix_requests_total{route=\"\(route)\",status=\"\(status)\"} \(count)\n"
            }
        }
        family("fdnix_request_duration_seconds", "histogram", "Time from receipt to answer.")
        for (route, counts) in requests {
            var sum = 0
            for (bound, count) in zip(Self.bounds.map { "\($0)" } + ["+Inf"], counts.buckets) {
                sum += count
                text += "fdnix_request_duration_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)\n"
            }
            text += "fdnix_request_duration_seconds_sum{route=\"\(route)\"} \(counts.seconds)\n"
            text += "fdnix_request_duration_seconds_count{route=\"\(route)\"} \(sum)\n"
        }
        family("fdnix_searches_total", "counter", "Searches made, not counting answers kept from before, by kind.")
        text += "fdnix_searches_total{type=\"hybrid\"} \(hybrid.load(ordering: .relaxed))\n"
        text += "fdnix_searches_total{type=\"fts\"} \(lexical.load(ordering: .relaxed))\n"
        family("fdnix_requests_in_flight", "gauge", "Requests being answered.")
        text += "fdnix_requests_in_flight \(underWay.load(ordering: .relaxed))\n"
        family("fdnix_index_packages", "gauge", "Packages in the loaded index, 0 without one.")
        text += "fdnix_index_packages \(packages)\n"
        family("fdnix_index_reloads_total", "counter", "Times a replaced index was taken up.")
        text += "fdnix_index_reloads_total \(history.reloads)\n"
        family("fdnix_index_failed", "gauge", "1 while the index file there is cannot be opened.")
        text += "fdnix_index_failed \(history.failure == nil ? 0 : 1)\n"
        return text
    }
}
