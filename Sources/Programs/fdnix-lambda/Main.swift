import Basics
import LambdaRuntime

@main
enum Main {
    static func main() async {
        StandardDescriptors.openClosed()
        let environment = ProcessEnvironment.current
        await Lambda.run(environment: environment) {
            SearchFunction(try FunctionConfiguration(environment: environment))
        }
    }
}
