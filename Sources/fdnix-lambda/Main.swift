import LambdaRuntime

@main enum Main { static func main() {} }
