/// The web page: results rendered by the server, and the files that make it quicker to use.
enum PageRoutes {
    static let routes: [Route] = []
}
