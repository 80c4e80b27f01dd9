package io.beta9.provisioning.cli.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs against a registry that demands a token, as public registries do, and in a checkout that
 * pins no digest.
 */
class VersionsDigestsTest {
  private static final String GATEWAY = "public.ecr.aws/n4e0e1y0/beta9-gateway";
  private static final List<String> FILES =
      List.of(
          "cli/src/main/resources/versions.json",
          "deploy/charts/beta9/values.yaml",
          "deploy/charts/baseline/values.yaml",
          "deploy/charts/baseline/templates/_helpers.tpl");

  @TempDir private Path checkout;

  private final Map<String, String> manifests = new ConcurrentHashMap<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer registry;
  private String realm;
  private String namedDigest = "";

  @BeforeEach
  void start() throws IOException {
    for (String file : FILES) {
      Files.createDirectories(checkout.resolve(file).getParent());
      Files.writeString(checkout.resolve(file), unpinned(file));
    }
    for (PinnedVersion version : PinnedVersion.all()) {
      if (version.isImage()) {
        manifests.put(path(version), "{\"image\": \"" + version.name() + "\"}");
      }
    }
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext("/v2/", this::answerManifest);
    registry.createContext("/token", this::answerToken);
    registry.start();
    realm = address() + "/token";
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private static String unpinned(String file) throws IOException {
    return Files.readString(Path.of("..", file))
        .replaceAll("\"digest\": \"[^\"]*\", \"digest_source\": \"[^\"]*\"", "\"digest\": null")
        .replaceAll("digest: sha256:[0-9a-f]{64}", "digest: \"\"")
        .replaceAll("@sha256:[0-9a-f]{64}\"", "\"");
  }

  private String address() {
    return "http://127.0.0.1:" + registry.getAddress().getPort();
  }

  private static String path(PinnedVersion version) {
    String repository = version.image().substring(version.image().indexOf('/') + 1);
    return "/v2/" + repository + "/manifests/" + version.version();
  }

  private void answerManifest(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String scope = "repository:" + path.replaceAll("^/v2/|/manifests/.*$", "") + ":pull";
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!("Bearer token for " + scope).equals(authorization)) {
      refused.add(path);
      exchange
          .getResponseHeaders()
          .add(
              "WWW-Authenticate",
              "Bearer realm=\"" + realm + "\",service=\"registry & co\",scope=\"" + scope + "\"");
      answer(exchange, 401, "{}");
      return;
    }
    String manifest = manifests.get(path);
    if (!namedDigest.isEmpty()) {
      exchange.getResponseHeaders().add("Docker-Content-Digest", namedDigest);
    }
    boolean index = exchange.getRequestHeaders().getFirst("Accept").contains("image.index");
    answer(exchange, manifest == null ? 404 : index ? 200 : 406, manifest == null ? "" : manifest);
  }

  private void answerToken(HttpExchange exchange) throws IOException {
    Map<String, String> query = new ConcurrentHashMap<>();
    for (String parameter : exchange.getRequestURI().getQuery().split("&(?=\\w+=)")) {
      query.put(parameter.replaceAll("=.*", ""), parameter.replaceAll("^\\w+=", ""));
    }
    boolean known = "registry & co".equals(query.get("service"));
    answer(
        exchange,
        known ? 200 : 400,
        known ? "{\"token\": \"token for " + query.get("scope") + "\"}" : "{}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String... arguments) {
    return runIn(checkout, arguments);
  }

  private int runIn(Path directory, String... arguments) {
    out.reset();
    err.reset();
    return Cli.ofProcess(
            new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                Map.of("IMAGE_REGISTRY_URL", address()),
                directory))
        .run(arguments);
  }

  private JsonNode line(String image, String tag) {
    for (JsonNode item : JsonMapper.shared().readTree(out.toByteArray()).path("items")) {
      if (item.path("image").asString().equals(image) && item.path("tag").asString().equals(tag)) {
        return item;
      }
    }
    throw new AssertionError(image + ":" + tag + " is not listed");
  }

  private static String sha256(String text) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256:" + HexFormat.of().formatHex(hash);
  }

  private static PinnedVersion pinned(String name) {
    return PinnedVersion.all().stream()
        .filter(version -> version.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void reads_the_digest_of_every_image_with_a_token_for_its_repository() throws Exception {
    assertThat(run("versions", "digests", "-o", "json")).isEqualTo(ExitCode.DONE);

    for (PinnedVersion version : PinnedVersion.all()) {
      if (version.isImage()) {
        JsonNode line = line(version.image(), version.version());
        assertThat(line.path("registry_digest").asString())
            .isEqualTo(sha256("{\"image\": \"" + version.name() + "\"}"));
      }
    }
    assertThat(refused).as("asked without a token first").hasSameSizeAs(manifests.keySet());
  }

  @Test
  void pins_every_image_in_the_chart_and_in_the_list() throws Exception {
    assertThat(run("versions", "digests", "--write")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Every image is pinned.");
    String list = Files.readString(checkout.resolve(FILES.getFirst()));
    assertThat(list).doesNotContain("\"digest\": null");
    JsonMapper.shared().readTree(list);
    for (PinnedVersion version : PinnedVersion.all()) {
      if (version.isImage()) {
        String digest = sha256("{\"image\": \"" + version.name() + "\"}");
        assertThat(list)
            .contains(
                "\"image\": \"%s\", \"digest\": \"%s\", \"digest_source\": \"the registry\""
                    .formatted(version.image(), digest));
        assertThat(Files.readString(checkout.resolve(version.pinnedIn())))
            .contains(version.withDigest(digest).pinnedText())
            .doesNotContain(version.withDigest(null).pinnedText());
      }
    }
  }

  @Test
  void pins_again_what_was_pinned_in_one_of_the_two_files() throws Exception {
    run("versions", "digests", "--write");
    Files.writeString(checkout.resolve(FILES.getFirst()), unpinned(FILES.getFirst()));

    assertThat(run("versions", "digests", "--write")).isEqualTo(ExitCode.DONE);

    assertThat(Files.readString(checkout.resolve(FILES.getFirst())))
        .doesNotContain("\"digest\": null");
  }

  @Test
  void writes_only_on_request() throws Exception {
    assertThat(run("versions", "digests")).isEqualTo(ExitCode.DONE);

    for (String file : FILES) {
      assertThat(checkout.resolve(file)).hasContent(unpinned(file));
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("pin them with './provisioner versions digests --write'");
  }

  @Test
  void finds_a_tag_that_was_moved_and_never_replaces_its_digest() throws Exception {
    run("versions", "digests", "--write");
    PinnedVersion gateway = pinned("image beta9-gateway");
    String before = Files.readString(checkout.resolve(FILES.getFirst()));
    manifests.put(path(gateway), "{\"image\": \"another\"}");

    assertThat(run("versions", "digests", "--write", "-o", "json")).isEqualTo(ExitCode.FAILED);

    assertThat(line(GATEWAY, gateway.version()).path("verdict").asString()).isEqualTo("moved");
    assertThat(checkout.resolve(FILES.getFirst())).hasContent(before);
  }

  @Test
  void refuses_to_write_outside_a_checkout(@TempDir Path elsewhere) {
    assertThat(runIn(elsewhere, "versions", "digests", "--write")).isEqualTo(ExitCode.WRONG_USE);

    assertThat(refused).as("registries asked").isEmpty();
  }

  @Test
  void stops_at_a_chart_that_pins_another_version() throws Exception {
    Path chart = checkout.resolve("deploy/charts/beta9/values.yaml");
    Files.writeString(chart, Files.readString(chart).replace("tag: 0.1.762", "tag: 0.1.763"));

    assertThat(run("versions", "digests", "--write")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("image beta9-gateway was not pinned");
    assertThat(Files.readString(chart)).contains("tag: 0.1.763\n    digest: \"\"");
  }

  @Test
  void does_not_know_the_digest_of_an_image_that_the_registry_does_not_have() {
    PinnedVersion gateway = pinned("image beta9-gateway");
    manifests.remove(path(gateway));

    assertThat(run("versions", "digests", "-o", "json")).isEqualTo(ExitCode.DONE);

    assertThat(line(GATEWAY, gateway.version()).path("unknown").asString()).contains("404");
  }

  @Test
  void does_not_trust_a_digest_that_is_not_the_one_of_the_manifest() {
    namedDigest = "sha256:" + "0".repeat(64);

    run("versions", "digests", "-o", "json");

    JsonNode line = line(GATEWAY, pinned("image beta9-gateway").version());
    assertThat(line.path("verdict").asString()).isEqualTo("unknown");
  }

  @Test
  void requests_no_token_from_a_server_with_another_scheme() {
    realm = "file:///etc/passwd";

    run("versions", "digests", "-o", "json");

    assertThat(line(GATEWAY, pinned("image beta9-gateway").version()).path("unknown").asString())
        .contains("an address for tokens that cannot be used");
  }

  @Test
  void does_not_know_digests_without_network_access() {
    registry.stop(0);

    assertThat(run("versions", "digests")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("unknown: 127.0.0.1 is not reachable");
  }

  @Test
  void a_tag_that_points_to_other_content_than_its_pin_was_moved() {
    PinnedVersion pinned = pinned("image beta9-gateway").withDigest("sha256:" + "a".repeat(64));
    ImagePin same = new ImagePin(pinned, pinned.digest(), null);
    ImagePin other = new ImagePin(pinned, "sha256:" + "b".repeat(64), null);

    assertThat(same.verdict()).isEqualTo(ImagePin.Verdict.PINNED);
    assertThat(other.verdict()).isEqualTo(ImagePin.Verdict.MOVED);
    assertThat(new ImagePin(pinned, null, "unreachable").verdict())
        .isEqualTo(ImagePin.Verdict.UNKNOWN);
  }
}
