import ObjectModel

/// A CustomResourceDefinition is done when it is established, and failed when its names are taken.
///
/// The rule of kstatus. Objects of its kind can be applied only then.
enum DefinitionHealth {
    static func health(of live: JSONValue) -> Health {
        if let names = live.condition("NamesAccepted"), names.isFalse { return .failed(names.explanation) }
        guard let established = live.condition("Established") else { return .waiting("is not established yet") }
        if established.isTrue { return .done }
        let isInstalling = established.reason == "Installing" || !established.isFalse
        return isInstalling ? .waiting("is not established yet") : .failed(established.explanation)
    }
}
