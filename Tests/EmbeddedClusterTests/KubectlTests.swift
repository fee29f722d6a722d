import EmbeddedCluster
import Glibc
import LoopbackHTTP
import ObjectModel
import Testing

private let isKubectlInstalled = system("command -v kubectl >/dev/null 2>&1") == 0

/// The cluster is good enough for the real `kubectl`, which the demonstration may be followed with.
@Suite(.serialized, .enabled(if: isKubectlInstalled)) struct KubectlTests {
    /// A cluster, a kubeconfig for it in a directory of its own, and what `kubectl` says.
    private final class Shell {
        let cluster: EmbeddedCluster
        let directory: String

        init(_ cluster: EmbeddedCluster) throws {
            self.cluster = cluster
            var template = Array("/tmp/embedded-kubectl-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw PlainHTTPError(description: "no directory: errno \(errno)") }
            directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            write("kubeconfig", String(decoding: cluster.kubeconfig(), as: UTF8.self))
        }

        deinit { _ = system("rm -rf '\(directory)'") }

        func write(_ name: String, _ text: String) {
            guard let file = fopen("\(directory)/\(name)", "w") else { return }
            fputs(text, file)
            fclose(file)
        }

        /// What a command line prints, standard error included, and its exit code.
        func run(_ line: String) -> (text: String, code: Int32) {
            let command =
                "cd '\(directory)' && HOME='\(directory)' KUBECONFIG=kubeconfig timeout 60 sh -c '\(line)' 2>&1"
            guard let output = popen(command, "r") else { return ("", -1) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while case let count = fread(&buffer, 1, buffer.count, output), count > 0 { bytes += buffer[..<count] }
            let status = pclose(output)
            return (String(decoding: bytes, as: UTF8.self), status >> 8 & 0xFF)
        }
    }

    private static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: app, image: "nginx:1", resources: {requests: {cpu: 100m}}}

        """

    private func shell() async throws -> Shell {
        var options = EmbeddedClusterOptions()
        options.allowsAnonymous = true
        let shell = try Shell(try await EmbeddedCluster.start(options))
        shell.write("web.yaml", Self.manifest)
        return shell
    }

    @Test func appliesDiffsEditsAndDeletes() async throws {
        let shell = try await shell()
        #expect(shell.run("kubectl apply -f web.yaml").text == "deployment.apps/web created\n")
        #expect(shell.run("kubectl apply -f web.yaml").text == "deployment.apps/web unchanged\n")
        #expect(shell.run("kubectl diff -f web.yaml").code == 0)
        _ = shell.run("sed -i s/nginx:1/nginx:2/ web.yaml")
        let difference = shell.run("kubectl diff -f web.yaml")
        #expect(difference.code == 1)
        #expect(difference.text.contains("+      - image: nginx:2"))
        #expect(
            shell.run("KUBE_EDITOR=\"sed -i s/nginx:1/nginx:9/\" kubectl edit deployment web").text.contains("edited"))
        let managers = shell.run(
            "kubectl get deployment web -o json --show-managed-fields || kubectl get deployment web -o json")
        #expect(managers.text.contains("\"manager\": \"kubectl-edit\""))
        #expect(shell.run("kubectl delete deployment web").text == "deployment.apps \"web\" deleted\n")
        #expect(shell.run("kubectl get deployment web").code == 1)
        await shell.cluster.stop()
    }

    @Test func appliesServerSide() async throws {
        let shell = try await shell()
        let apply = "kubectl apply --server-side --field-manager=git -f web.yaml"
        #expect(shell.run(apply).text == "deployment.apps/web serverside-applied\n")
        #expect(shell.run("kubectl scale deployment web --replicas=3").code == 0)
        _ = shell.run("kubectl set image deployment/web app=nginx:7")
        let conflict = shell.run(apply)
        #expect(conflict.code == 1)
        #expect(conflict.text.contains(".spec.template.spec.containers[name=\"app\"].image"))
        #expect(shell.run("\(apply) --force-conflicts").code == 0)
        #expect(
            shell.run("kubectl get deployment web -o jsonpath={.spec.template.spec.containers[0].image}").text
                == "nginx:1")
        await shell.cluster.stop()
    }

    @Test func refusesUnknownMembersByTheSchema() async throws {
        let shell = try await shell()
        _ = shell.run("sed -i s/selector/selektor/ web.yaml")
        let answer = shell.run("kubectl apply -f web.yaml")
        #expect(answer.code == 1)
        #expect(answer.text.contains("selektor"))
        await shell.cluster.stop()
    }
}
