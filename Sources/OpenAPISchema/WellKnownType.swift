/// Definitions whose meaning their own schema does not state: they marshal themselves in Go.
///
/// Source: `OpenAPISchemaType` and `MarshalJSON` of these types in apimachinery and apiextensions-apiserver.
enum WellKnownType {
    static func shape(of name: String) -> SchemaType.Shape? {
        switch name {
        case "io.k8s.apimachinery.pkg.api.resource.Quantity": .scalar(.quantity)
        case "io.k8s.apimachinery.pkg.util.intstr.IntOrString": .scalar(.intOrString)
        case "io.k8s.apimachinery.pkg.apis.meta.v1.Duration": .scalar(.duration)
        case "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime":
            .scalar(.dateTime)
        case "io.k8s.apimachinery.pkg.runtime.RawExtension", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": .any
        default:
            name.hasPrefix("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.") && isFreeForm(name) ? .any : nil
        }
    }

    /// A schema may hold any JSON here, or a schema where a boolean or a list may stand too.
    private static func isFreeForm(_ name: String) -> Bool {
        [".JSON", ".JSONSchemaPropsOrArray", ".JSONSchemaPropsOrBool", ".JSONSchemaPropsOrStringArray"]
            .contains { name.hasSuffix($0) }
    }
}
