import Basics
import LambdaRuntime

@main
enum Main {
    static func main() {
        let environment = ProcessEnvironment.current
        Lambda.run(environment: environment) { SearchFunction(try FunctionConfiguration(environment: environment)) }
    }
}
