package io.beta9.provisioning.devstack.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A machine that has the usual utilities, but neither JDK nor Maven nor Terraform: a checkout with
 * only the launcher in it, a home directory, a PATH, and a local HTTP server with fake archives.
 * The fake tools are shell scripts that print their arguments.
 */
final class BareMachine implements AutoCloseable {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> UTILITIES =
      List.of(
          "sh",
          "sed",
          "head",
          "tail",
          "cat",
          "cut",
          "uname",
          "mkdir",
          "cp",
          "rmdir",
          "rm",
          "mv",
          "dirname",
          "readlink",
          "find",
          "touch",
          "tar",
          "gzip",
          "chmod",
          "sleep",
          "sha256sum",
          "sha512sum",
          "curl",
          "wget",
          "locale");

  static final String DISTRIBUTION = "dist/beta9-provisioning-0.1.0-SNAPSHOT";

  static final String JDK_ARCHIVE = "jdk-25.0.3+9.tar.gz";
  static final String MAVEN_ARCHIVE = "apache-maven-3.9.11-bin.tar.gz";
  static final String TERRAFORM_ARCHIVE = "terraform_1.11.4.zip";

  private final Path directory;
  private final Path checkout;
  private final Path bin;
  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();

  /** Outcome of a launch. */
  record Launch(int exitCode, String out, String err) {}

  BareMachine(Path directory) throws IOException {
    this.directory = directory;
    this.checkout = Files.createDirectories(directory.resolve(checkoutName()));
    this.bin = Files.createDirectories(directory.resolve("bin"));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
          requests.add(exchange.getRequestURI().getPath());
          byte[] content = files.get(name);
          exchange.sendResponseHeaders(
              content == null ? 404 : 200, content == null ? -1 : content.length);
          if (content != null) {
            exchange.getResponseBody().write(content);
          }
          exchange.close();
        });
    server.start();
    copyLauncher();
    UTILITIES.forEach(this::linkUtility);
    environment.put("PATH", bin.toString());
    environment.put("HOME", Files.createDirectories(directory.resolve("home")).toString());
    environment.put("PROVISIONER_JDK_DIRECTORIES", "");
    environment.put("LC_ALL", "C");
    publishArchives();
  }

  /** Returns a name with a space and, if this JVM's locale permits, a letter outside of ASCII. */
  private static String checkoutName() {
    boolean encodable =
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('é');
    return encodable ? "a checkout é" : "a checkout";
  }

  private void copyLauncher() throws IOException {
    Files.copy(PROJECT.resolve("provisioner"), checkout.resolve("provisioner"));
    Path scripts = Files.createDirectories(checkout.resolve("provisioner.d"));
    try (Stream<Path> sources = Files.list(PROJECT.resolve("provisioner.d"))) {
      for (Path source : sources.toList()) {
        Files.copy(source, scripts.resolve(source.getFileName().toString()));
      }
    }
  }

  private void linkUtility(String name) {
    for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
      Path program = Path.of(place, name);
      if (Files.isExecutable(program)) {
        try {
          Files.createSymbolicLink(bin.resolve(name), program);
          return;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void publishArchives() throws IOException {
    Path jdk = directory.resolve("archives/jdk-25.0.3+9");
    script(
        jdk.resolve("bin/java"),
        """
        if [ "$1" = -version ]; then echo 'openjdk version "25.0.3" 2026-04-21' >&2; exit 0; fi
        for argument; do
          [ -z "${FAKE_RECORDING_FAILS:-}" ] || break
          case $argument in -XX:AOTCacheOutput=*) echo cache >"${argument#*=}" ;; esac
        done
        printf 'java'; printf ' %s' "$@"; echo
        """);
    script(jdk.resolve("bin/javac"), "exit 0\n");
    script(
        jdk.resolve("bin/jar"),
        "exec '" + Path.of(System.getProperty("java.home"), "bin", "jar") + "' \"$@\"\n");
    publish("jdk.any", JDK_ARCHIVE, tarGz(jdk));
    properties.put("jdk.version", "25.0.3+9");

    Path maven = directory.resolve("archives/apache-maven-3.9.11");
    script(
        maven.resolve("bin/mvn"),
        """
        echo "JAVA_HOME=$JAVA_HOME"
        echo "terraform=$(command -v terraform)"
        printf 'mvn'; printf ' %s' "$@"; echo
        [ -z "${FAKE_BUILD_FAILS:-}" ] || { echo "[ERROR] no symbol found"; exit 1; }
        echo '[INFO] Building Beta9 Provisioning 0.1.0-SNAPSHOT            [1/2]'
        echo '[INFO] Building service 0.1.0-SNAPSHOT                       [2/2]'
        mkdir -p devstack/target helm-runner/target "@DISTRIBUTION@"
        touch devstack/target/devstack-0.1.0-SNAPSHOT.jar helm-runner/target/helm-runner.jar
        rm -rf "@DISTRIBUTION@"
        cp -r "@SOURCES@" "@DISTRIBUTION@"
        chmod 755 "@DISTRIBUTION@"/bin/*
        echo 0123 >"@DISTRIBUTION@/build-id"
        """
            .replace("@DISTRIBUTION@", DISTRIBUTION)
            .replace("@SOURCES@", PROJECT.resolve("dist/src").toString()));
    publish("maven.any", MAVEN_ARCHIVE, tarGz(maven));
    properties.put("maven.version", "3.9.11");

    publish("terraform.any", TERRAFORM_ARCHIVE, zip("terraform", terraformScript("1.11.4")));
    properties.put("terraform.version", "1.11.4");
  }

  private static String terraformScript(String version) {
    return "#!/bin/sh\necho 'Terraform v" + version + "'\n";
  }

  /** Serves a file and pins its checksum. */
  private void publish(String key, String name, byte[] content) {
    files.put(name, content);
    properties.put(key + ".url", url() + "/publisher/" + name);
    properties.put(key + ".sha256", sha256(content));
    properties.put(key + ".megabytes", "7");
  }

  /** Serves another file, without an entry in the launcher's properties. */
  void serve(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets or, with an empty value, removes an entry of the launcher's properties. */
  void property(String key, String value) {
    if (value.isEmpty()) {
      properties.remove(key);
    } else {
      properties.put(key, value);
    }
  }

  void variable(String name, String value) {
    environment.put(name, value);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String sha256(String archive) {
    return sha256(files.get(archive));
  }

  /** Takes the publisher off the network. */
  void disconnect() {
    server.stop(0);
  }

  void uninstall(String utility) throws IOException {
    Files.delete(bin.resolve(utility));
  }

  void installTerraform(String version) throws IOException {
    Files.writeString(bin.resolve("terraform"), terraformScript(version));
    bin.resolve("terraform").toFile().setExecutable(true);
  }

  Path cache() {
    return directory.resolve("home/.cache/beta9-provisioning");
  }

  Path checkout() {
    return checkout;
  }

  /** Returns the names of the requested files, in order. */
  List<String> requested() {
    return requests.stream().map(path -> path.replaceFirst(".*/", "")).toList();
  }

  List<String> requestedPaths() {
    return List.copyOf(requests);
  }

  /** Returns the names in the cache; empty if there is no cache. */
  List<String> cached() throws IOException {
    if (!Files.exists(cache())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(cache())) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  Launch launch(String... arguments) throws IOException, InterruptedException {
    return await(start(arguments));
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("provisioner").toString()));
    command.addAll(List.of(arguments));
    return startCommand(command);
  }

  /** Runs the launcher on a pseudo-terminal on which the user types the answer. */
  Launch launchOnTerminal(String answer, String arguments)
      throws IOException, InterruptedException {
    Process process =
        startCommand(
            List.of(
                "/usr/bin/script",
                "--quiet",
                "--return",
                "--command",
                "./provisioner " + arguments,
                "/dev/null"));
    process.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return await(process);
  }

  private Process startCommand(List<String> command) throws IOException {
    Path tools = checkout.resolve("provisioner.d/tools.properties");
    Files.write(
        tools, properties.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Launch await(Process process) throws IOException, InterruptedException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    process.getErrorStream().transferTo(err);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    reader.join();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("the launcher did not exit");
    }
    return new Launch(process.exitValue(), out, err.toString(StandardCharsets.UTF_8));
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  private static byte[] tarGz(Path root) throws IOException {
    Process tar =
        new ProcessBuilder(
                "tar",
                "-czf",
                "-",
                "-C",
                root.getParent().toString(),
                root.getFileName().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return tar.getInputStream().readAllBytes();
  }

  private static byte[] zip(String name, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] content(String archive) {
    return files.get(archive);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
