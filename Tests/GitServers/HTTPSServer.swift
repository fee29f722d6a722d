import Glibc

/// A real Git server over HTTPS: nginx before `git http-backend`, with a CA of its own.
///
/// `/open/` needs no credentials, `/private/` those of `user`, `/slow/` sends 1.5 MB a second.
package final class HTTPSServer: Sendable {
    package static let user = "ada"
    package static let password = "correct horse"
    package static let token = "t0ken-of-ada"

    package let scratch: Scratch
    package let port: Int
    /// The CA that signed the certificate for `localhost`.
    package let authority: String
    /// A CA that signed nothing here.
    package let otherAuthority: String
    private let gateway: Server
    private let front: Server

    /// Serves the repositories below `repositories`; `certificate` decides what the server shows.
    package init(_ repositories: String, in scratch: Scratch, isExpired: Bool = false) throws {
        let nginx = try requireTool("nginx", package: "nginx-light")
        let fcgiwrap = try requireTool("fcgiwrap", package: "fcgiwrap")
        let backend = try requireTool("git-http-backend", package: "git")
        self.scratch = scratch
        let place = try scratch.directory("https")
        authority = try Self.makeAuthority("ca", in: place)
        otherAuthority = try Self.makeAuthority("other", in: place)
        try Self.makeCertificate(in: place, isExpired: isExpired)
        let socket = place + "/fcgi.sock"
        gateway = try Server([fcgiwrap, "-c", "4", "-s", "unix:" + socket], log: place + "/fcgi.log") {
            access(socket, F_OK) == 0
        }
        let port = try freePort()
        self.port = port
        var passwords = ""
        for (user, secret) in [(Self.user, Self.password), ("x-access-token", Self.token)] {
            passwords += "\(user):" + (try Command.run(["openssl", "passwd", "-apr1", secret]))
        }
        try write(passwords, to: place + "/passwords")
        try write(
            Self.settings(place, port: port, repositories: repositories, backend: backend, socket: socket),
            to: place + "/nginx.conf")
        front = try Server([nginx, "-p", place, "-c", place + "/nginx.conf"], log: place + "/nginx.log") {
            isListening(port)
        }
    }

    package func url(_ path: String) -> String { "https://localhost:\(port)/\(path)" }

    /// Makes a self-signed CA and returns the path of its certificate.
    private static func makeAuthority(_ name: String, in place: String) throws -> String {
        try Command.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", "\(place)/\(name).key", "-out", "\(place)/\(name).pem", "-days", "2", "-subj", "/CN=\(name)",
            ])
        return "\(place)/\(name).pem"
    }

    private static func makeCertificate(in place: String, isExpired: Bool) throws {
        try write("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n", to: place + "/names")
        try Command.run(
            [
                "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", place + "/server.key", "-out", place + "/server.csr", "-subj", "/CN=localhost",
            ])
        let faketime = isExpired ? ["-days", "-1"] : ["-days", "2"]
        try Command.run(
            [
                "openssl", "x509", "-req", "-in", place + "/server.csr", "-CA", place + "/ca.pem", "-CAkey",
                place + "/ca.key", "-CAcreateserial", "-extfile", place + "/names", "-out", place + "/server.pem",
            ] + faketime)
    }

    private static func settings(
        _ place: String, port: Int, repositories: String, backend: String, socket: String
    ) -> String {
        func location(_ name: String, _ more: String) -> String {
            """
            location ~ ^/\(name)(/.*)$ {
                \(more)
                fastcgi_pass unix:\(socket);
                fastcgi_param SCRIPT_FILENAME \(backend);
                fastcgi_param GIT_PROJECT_ROOT \(repositories);
                fastcgi_param GIT_HTTP_EXPORT_ALL "1";
                fastcgi_param GIT_CONFIG_COUNT "2";
                fastcgi_param GIT_CONFIG_KEY_0 safe.directory;
                fastcgi_param GIT_CONFIG_VALUE_0 "*";
                fastcgi_param GIT_CONFIG_KEY_1 pack.threads;
                fastcgi_param GIT_CONFIG_VALUE_1 "1";
                fastcgi_param PATH_INFO $1;
                fastcgi_param REMOTE_USER $remote_user;
                fastcgi_param REQUEST_METHOD $request_method;
                fastcgi_param QUERY_STRING $query_string;
                fastcgi_param CONTENT_TYPE $content_type;
                fastcgi_param CONTENT_LENGTH $content_length;
                fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
            }

            """
        }
        return """
            daemon off; master_process off; pid \(place)/nginx.pid; error_log stderr;
            events { worker_connections 64; }
            http {
                access_log off; client_body_temp_path \(place)/body; fastcgi_temp_path \(place)/fastcgi;
                proxy_temp_path \(place)/proxy; uwsgi_temp_path \(place)/uwsgi; scgi_temp_path \(place)/scgi;
                server {
                    listen 127.0.0.1:\(port) ssl; server_name localhost;
                    ssl_certificate \(place)/server.pem; ssl_certificate_key \(place)/server.key;
                    \(location("open", ""))
                    \(location("private", "auth_basic git; auth_basic_user_file \(place)/passwords;"))
                    \(location("slow", "limit_rate 1500k; fastcgi_buffering on;"))
                    location /forbidden/ { return 403; }
                    location /page/ { default_type text/html; return 200 "<html>hello</html>"; }
                    location /away/ { return 302 https://127.0.0.1:\(port)/open$request_uri; }
                    location /moved/ { rewrite ^/moved/(.*)$ /open/$1 redirect; }
                    location /half/ { default_type application/x-git-upload-pack-advertisement; return 200 "001e# serv"; }
                    location /nothing/ { return 444; }
                    location /broken/ { return 500; }
                }
            }

            """
    }
}
