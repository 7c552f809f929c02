import Platform
import Synchronization
import UnixSignals

/// The signal that asked a program to end.
final class ReceivedSignal: Sendable {
    private let number = Atomic<Int32>(0)

    /// What a shell makes of the signal: 128 and its number; nil where none came.
    var exitCode: Int32? {
        let number = number.load(ordering: .sequentiallyConsistent)
        return number == 0 ? nil : 128 + number
    }

    /// Calls `stop` at the first of `signals`. A second one, or the end of `grace`, ends the process at once: not
    /// everything lets itself be stopped.
    func listen(to signals: UnixSignalsSequence, grace: Duration, stop: () -> Void) async {
        for await signal in signals {
            if exitCode != nil { _exit(128 + signal.rawValue) }
            number.store(signal.rawValue, ordering: .sequentiallyConsistent)
            stop()
            Task {
                try await Task.sleep(for: grace)
                _exit(128 + signal.rawValue)
            }
        }
    }
}
