package io.beta9.provisioning.api.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.ExtendedTools;
import io.beta9.provisioning.testing.FakeWorkerTools;
import io.beta9.provisioning.testing.Servers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Clients that are generated from openapi.json compile, and create and destroy an environment.
 *
 * @see <a href="https://openapi-generator.tech/docs/generators/java">OpenAPI Generator for Java</a>
 */
@Tag("extended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedClientsTest {
  private static final Path DOCUMENT = Path.of("src/main/resources/openapi.json").toAbsolutePath();
  private static final Path PROGRAM = Path.of("src/test/resources/clients/CompleteCycle.java");

  /** The exit code of {@code .ci/check-openapi} if npm is unavailable. */
  private static final int NOT_CHECKED = 75;

  @TempDir static Path directory;

  private final FakeWorkerTools worker = new FakeWorkerTools(this::jdbc);
  private Service service;
  private String key;

  @BeforeAll
  void start() {
    service =
        Service.start(
            Settings.from(
                Map.of(
                    "DATABASE_URL",
                    Servers.emptyDatabase(),
                    "REDIS_URL",
                    "redis://127.0.0.1:" + Servers.redisPort(),
                    "LISTEN_PORT",
                    "0",
                    "WORKDIR_BASE",
                    directory.resolve("work").toString())),
            Set.of(ServiceRole.API, ServiceRole.WORKER),
            worker.tools());
    worker.registerAccount("acme");
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ann").secret().text();
  }

  @AfterAll
  void stop() {
    service.close();
    worker.close();
  }

  private JdbcClient jdbc() {
    return service.part(JdbcClient.class);
  }

  @Test
  void the_java_client_compiles_and_runs_a_complete_cycle() throws Exception {
    Path generator = ExtendedTools.file("openapi-generator-cli.jar");
    Path client = directory.resolve("client");
    runJava(
        "java",
        "-jar",
        generator.toString(),
        "generate",
        "--input-spec",
        DOCUMENT.toString(),
        "--generator-name",
        "java",
        "--library",
        "native",
        "--output",
        client.toString(),
        "--global-property",
        "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
        "--additional-properties",
        "invokerPackage=io.beta9.generated,apiPackage=io.beta9.generated.api,"
            + "modelPackage=io.beta9.generated.model,openApiNullable=false,useJakartaEe=true");

    // The generator's jar contains Jackson 2, which the generated code requires.
    String libraries = generator + File.pathSeparator + System.getProperty("java.class.path");
    Path classes = Files.createDirectory(directory.resolve("classes"));
    List<String> compiler =
        new ArrayList<>(List.of("javac", "-proc:none", "-d", classes.toString(), "-cp", libraries));
    compiler.add(PROGRAM.toAbsolutePath().toString());
    compiler.addAll(sources(client.resolve("src/main/java")));
    runJava(compiler.toArray(String[]::new));

    String output =
        runJava(
            "java", "-cp", classes + File.pathSeparator + libraries, "CompleteCycle", url(), key);
    assertThat(output).contains("complete");
    assertThat(status("java-client")).isEqualTo("destroyed");
  }

  private static List<String> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".java")).toList();
    }
  }

  @Test
  void the_typescript_client_compiles_strictly_and_runs_a_complete_cycle() throws Exception {
    ProcessBuilder check = new ProcessBuilder("../.ci/check-openapi");
    check.environment().putAll(Map.of("PROVISIONER_URL", url(), "PROVISIONER_KEY", key));
    ProcessResult result = run(check);
    Assumptions.assumeFalse(result.exitCode() == NOT_CHECKED, result.output());
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).endsWith("complete\n");
    assertThat(status("typescript-client")).isEqualTo("destroyed");
  }

  private String url() {
    return "http://127.0.0.1:" + service.port();
  }

  private String status(String name) {
    return jdbc()
        .sql("select status from environments where name = :name")
        .param("name", name)
        .query(String.class)
        .single();
  }

  private static String runJava(String... command) throws Exception {
    command[0] = Path.of(System.getProperty("java.home"), "bin", command[0]).toString();
    ProcessResult result = run(new ProcessBuilder(command));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  private record ProcessResult(int exitCode, String output) {}

  private static ProcessResult run(ProcessBuilder process) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    int exitCode =
        process.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    return new ProcessResult(exitCode, Files.readString(output));
  }
}
