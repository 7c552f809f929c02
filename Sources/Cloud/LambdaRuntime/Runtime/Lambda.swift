import Basics
public import Logging
import NIOPosix
import Platform

/// The main program of a Lambda function.
public enum Lambda {
    /// Sets up logging, starts the function and answers invocations for as long as Lambda lets it.
    ///
    /// An error of `start` is reported as an initialisation error. Any failure of the runtime API ends the process with
    /// exit code 1, as Lambda expects. `level` is the least severe one written, where it is not Lambda that decides.
    public static func run<Function: LambdaFunction>(
        environment: [String: String], level: Logger.Level? = nil, start: @Sendable () async throws -> Function
    ) async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let settings = LambdaLogSettings(environment: environment, level: level)
        LoggingSystem.bootstrap(
            { settings.handler(label: $0, provider: $1) }, metadataProvider: Invocation.metadataProvider)
        let started: Result<Function, any Error>
        do {
            // Outside Lambda there is nothing to start for.
            _ = try RuntimeAPI.Endpoint(environment: environment)
            started = .success(try await start())
        } catch {
            started = .failure(error)
        }
        // The loop blocks, so it has a thread of its own: functions that block all threads of tasks cannot stop it, and
        // it must not block one of those.
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        _ = try? await thread.runIfActive { serve(environment, started) }
        exit(1)
    }

    /// Runs the loop until it fails, and ends the process from here: tasks may never run again.
    private static func serve(_ environment: [String: String], _ started: Result<some LambdaFunction, any Error>) {
        do {
            let loop = try RuntimeLoop(environment: environment)
            let function: any LambdaFunction
            do {
                function = try started.get()
            } catch {
                loop.reportFailedStart(error)
                throw error
            }
            try loop.run(function)
        } catch {
            Logger(label: "fdnix.lambda").critical("\(error)")
            exit(1)
        }
    }
}
