// The API's paths begin without the /api that leads here.
function handler(event) {
    var request = event.request;
    request.uri = request.uri.replace(/^\/api(?=\/)/, "");
    return request;
}
