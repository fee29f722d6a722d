import ObjectModel

/// What every step of one writing request goes by.
struct WriteContext {
    var resource: APIResource
    /// The name is empty where the server is to make one.
    var name: ObjectName
    var subresource: APIResource.Subresource?
    var options: RequestOptions
    var now: Timestamp
}

/// What a writing request came to.
struct WriteOutcome {
    var object: JSONValue
    var wasCreated: Bool
}
