import Basics
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The main program of a Lambda function.
public enum Lambda {
    /// Sets up logging, starts the function and answers invocations for as long as Lambda lets it.
    ///
    /// An error of `start` is reported as an initialisation error, any failure of the runtime API ends the process with
    /// exit code 1, as Lambda expects.
    public static func run<Function: LambdaFunction>(
        environment: [String: String], start: () throws -> Function
    ) -> Never {
        signal(SIGPIPE, SIG_IGN)
        let settings = LambdaLogSettings(environment: environment)
        LoggingSystem.bootstrap { LambdaLogHandler(label: $0, settings: settings) }
        let log = Logger(label: "fdnix.lambda")
        do {
            let loop = try RuntimeLoop(environment: environment)
            let function: Function
            do {
                function = try start()
            } catch {
                loop.reportFailedStart(error)
                throw error
            }
            try loop.run(function)
        } catch {
            log.critical("\(error)")
            exit(1)
        }
    }
}
