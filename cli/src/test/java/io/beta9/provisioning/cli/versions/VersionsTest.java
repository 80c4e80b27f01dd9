package io.beta9.provisioning.cli.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs against a server that answers like GitHub. */
class VersionsTest {
  private final Map<String, String> answers = new TreeMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private HttpServer github;

  @BeforeEach
  void start() throws IOException {
    github = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    github.createContext(
        "/repos/",
        exchange -> {
          String repository =
              exchange.getRequestURI().getPath().replaceAll("^/repos/|/releases$", "");
          byte[] body = answers.getOrDefault(repository, "[]").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answers.containsKey(repository) ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    github.start();
  }

  @AfterEach
  void stop() {
    github.stop(0);
  }

  private int run(String... arguments) {
    out.reset();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Cli.ofProcess(
            new Terminal(
                new ByteArrayInputStream(new byte[0]),
                printed,
                new PrintStream(OutputStream.nullOutputStream()),
                false,
                false,
                Map.of("GITHUB_API_URL", "http://127.0.0.1:" + github.getAddress().getPort()),
                Path.of("")))
        .run(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonNode line(String name) {
    for (JsonNode item : JsonMapper.shared().readTree(out()).path("items")) {
      if (item.path("name").asString().equals(name)) {
        return item;
      }
    }
    throw new AssertionError(name + " is not listed");
  }

  static Iterable<PinnedVersion> pinned() {
    return PinnedVersion.all();
  }

  @ParameterizedTest
  @MethodSource("pinned")
  void lists_the_version_that_the_file_pins(PinnedVersion pinned) throws IOException {
    assertThat(Files.readString(Path.of("..", pinned.pinnedIn())))
        .contains(pinned.as().formatted(pinned.version()));
  }

  @ParameterizedTest
  @MethodSource("pinned")
  void pins_the_digest_of_an_image_or_lists_it_as_open(PinnedVersion pinned) throws IOException {
    if (!pinned.isImage()) {
      assertThat(pinned.digest()).isNull();
      return;
    }
    assertThat(Files.readString(Path.of("..", pinned.pinnedIn()))).contains(pinned.pinnedText());
    if (pinned.digest() == null) {
      assertThat(Files.readString(Path.of("..", "docs", "security.md")))
          .as("images without a digest")
          .contains("`" + pinned.image().replaceAll(".*/", "") + "`");
    } else {
      assertThat(ContainerRegistries.isDigest(pinned.digest())).isTrue();
      assertThat(pinned.digestSource()).as("where the digest was read").isNotBlank();
    }
  }

  @Test
  void lists_the_pinned_versions_without_network_access() {
    github.stop(0);

    assertThat(run("versions")).isZero();

    assertThat(out()).contains("terraform provider aws", "5.100.0", "beta9-gateway", "≥ 1.11.0");
  }

  @Test
  void reports_outdated_versions_and_ignores_previews_and_other_tags() {
    answers.put(
        "hashicorp/terraform-provider-aws",
        """
        [{"tag_name": "v99.0.0-beta1", "prerelease": true}, {"tag_name": "v6.9.1"},
         {"tag_name": "v6.20.0"}]
        """);
    answers.put(
        "beam-cloud/beta9",
        """
        [{"tag_name": "worker-0.1.900"}, {"tag_name": "gateway-0.1.762"}]
        """);
    answers.put("hashicorp/terraform", "[{\"tag_name\": \"v1.99.0\"}]");

    assertThat(run("versions", "--check", "-o", "json")).isEqualTo(ExitCode.FAILED);

    assertThat(line("terraform provider aws").path("latest").asString()).isEqualTo("6.20.0");
    assertThat(line("terraform provider aws").path("behind").asBoolean()).isTrue();
    assertThat(line("image beta9-gateway").path("behind").asBoolean()).isFalse();
    assertThat(line("image beta9-worker").path("behind").asBoolean()).isTrue();
    assertThat(line("terraform").path("behind").asBoolean())
        .as("newer versions are supported")
        .isFalse();
    assertThat(line("picocli").path("unknown").asString()).contains("answered 404");
    assertThat(run("versions", "--check")).isEqualTo(ExitCode.FAILED);
    assertThat(out()).contains("2 outdated");
  }

  @Test
  void reports_versions_as_unknown_without_network_access() {
    github.stop(0);

    assertThat(run("versions", "--check")).isZero();

    assertThat(out()).contains("is not reachable", "No version is known to be outdated");
  }
}
