import ServiceAPI

extension ServiceError {
    /// 503: there is no index to answer from yet.
    static let notLoaded = ServiceError(status: 503, message: "Index not loaded")
}
