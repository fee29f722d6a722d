import Drift
import ObjectModel

/// What a manifest has to say so that one field of the cluster is no drift any more.
enum FieldAdoption {
    enum Outcome {
        case edit(JSONPointer, DocumentEdit.Operation)
        /// Why the field stays as it is.
        case skip(String)
    }

    /// `manifest` is the object as its file has it.
    static func outcome(of change: FieldChange, in manifest: JSONValue, as adopted: AdoptedValue) -> Outcome {
        let place = PlaceInManifest(of: change.path, in: manifest)
        switch (change.cause, change.live) {
        case (_, .masked): return .skip("its value must not be shown")
        case (.unknownField, _):
            return .skip("the API server does not know the field: correct its name, or take it out of Git")
        case (.changed, .absent), (.immutable, .absent): return removal(place)
        case (_, .absent): return .skip("the cluster has no value for it")
        case (.foreign, .value(let live)), (.removed, .value(let live)):
            if let stated = place.value, !stated.isNull {
                return .skip(change.hint ?? "Git sets it, and what is live is another's")
            }
            return setting(live, at: change.path, of: manifest, place, as: adopted)
        case (.changed, .value(let live)), (.immutable, .value(let live)):
            return setting(live, at: change.path, of: manifest, place, as: adopted)
        }
    }

    private static func removal(_ place: PlaceInManifest) -> Outcome {
        guard case .found(let pointer, _) = place else { return .skip("its file does not set it") }
        return .edit(pointer, .remove)
    }

    private static func setting(
        _ live: JSONValue, at path: FieldPath, of manifest: JSONValue, _ place: PlaceInManifest,
        as adopted: AdoptedValue
    ) -> Outcome {
        switch place {
        case .found(let pointer, let stated):
            return .edit(pointer, .set(adopted.value(of: live, at: path, over: stated, in: manifest)))
        case .ambiguous(let list): return .skip("\(list) has several elements of that key: remove all but one")
        case .missing(let pointer, let parent, let rest):
            let value = adopted.value(of: live, at: path, over: nil, in: manifest)
            return insertion(of: value, at: rest, below: pointer, parent)
        }
    }

    /// What stands on the way to the field and is not there is written with it.
    private static func insertion(
        of value: JSONValue, at rest: ArraySlice<PathElement>, below pointer: JSONPointer, _ parent: JSONValue
    ) -> Outcome {
        guard let first = rest.first else { return .skip("its file does not set it") }
        let inner = rest.dropFirst().reversed().reduce(value) { wrapped($0, in: $1) }
        switch (parent, first) {
        case (.null, _): return .edit(pointer, .set(wrapped(inner, in: first)))
        case (.object, .field(let name)): return .edit(pointer.appending(name), .insert(inner))
        case (.array, .key), (.array, .value), (.array, .index): return .edit(pointer.appending("-"), .insert(inner))
        default: return .skip("Git has \(parent.shortText) at \(pointer), where it would stand")
        }
    }

    private static func wrapped(_ value: JSONValue, in element: PathElement) -> JSONValue {
        guard case .field(let name) = element else { return [value] }
        return .object(JSONObject(uniqueMembers: [.init(key: name, value: value)]))
    }
}
