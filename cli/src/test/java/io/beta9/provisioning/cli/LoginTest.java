package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where URL and key come from, and signing in. */
class LoginTest {
  private static final String TOKENS =
      "200 {\"access_token\": \"%s\", \"refresh_token\": \"%s\", \"expires_in\": %d}";

  private final FakeApi api = new FakeApi();
  private final FakeIssuer issuer = new FakeIssuer();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String input = "";

  @TempDir private Path home;
  private Path directory;
  private Path profiles;

  @BeforeEach
  void prepare() throws IOException {
    environment.put("HOME", home.toString());
    directory = Files.createDirectory(home.resolve("work"));
    profiles = home.resolve(".config/beta9-provisioning/profiles.json");
  }

  @AfterEach
  void close() {
    api.close();
    issuer.close();
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            environment,
            directory);
    return new Cli(new CommandContext(terminal, pauses::add)).run(args);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String lastAuthorization() {
    return api.requests.getLast().headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("none");
  }

  private Path cliFile(String url, String key) throws IOException {
    Path file = directory.resolve(ApiSettings.FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"url\": \"%s\", \"key\": \"%s\"}".formatted(url, key));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  @Test
  void stores_a_key_that_the_api_accepts_in_a_file_of_the_user() throws IOException {
    input = FakeApi.KEY + "\n";
    assertThat(run("login", "--url", api.url())).as(err()).isZero();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profiles)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profiles.getParent())))
        .isEqualTo("rwx------");
    assertThat(err() + out).doesNotContain(FakeApi.KEY);
    assertThat(run("env", "list")).as(err()).isZero();
    assertThat(lastAuthorization()).isEqualTo("Bearer " + FakeApi.KEY);

    assertThat(run("logout")).isZero();
    assertThat(Files.readString(profiles)).doesNotContain(FakeApi.KEY);
    assertThat(run("logout")).isEqualTo(ExitCode.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "b9p_wrong\n", "two words\n", "größe\n"})
  void stores_no_malformed_or_rejected_key(String typed) {
    input = typed;
    assertThat(run("login", "--url", api.url())).isNotZero();
    assertThat(profiles).doesNotExist();
  }

  @Test
  void a_named_profile_has_priority_over_the_environment_and_the_file() throws IOException {
    input = FakeApi.KEY;
    assertThat(run("login", "--profile", "staging", "--url", api.url())).as(err()).isZero();
    cliFile("http://127.0.0.1:1", "of-the-file");
    environment.put("PROVISIONER_URL", "http://127.0.0.1:1");
    environment.put("PROVISIONER_KEY", "of-the-environment");

    assertThat(run("env", "list", "--profile", "staging")).as(err()).isZero();
    assertThat(lastAuthorization()).isEqualTo("Bearer " + FakeApi.KEY);
    environment.put("PROVISIONER_PROFILE", "staging");
    assertThat(run("env", "list")).as(err()).isZero();
    assertThat(run("env", "list", "--profile", "unknown")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).contains("Profiles: staging");
    assertThat(run("env", "list", "--profile", "../x")).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void uses_the_configuration_directory_of_the_environment_if_it_is_absolute() throws IOException {
    input = FakeApi.KEY;
    environment.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    assertThat(run("login", "--url", api.url())).isZero();
    assertThat(home.resolve("xdg/beta9-provisioning/profiles.json")).exists();
    environment.put("XDG_CONFIG_HOME", "relative");
    assertThat(run("login", "--url", api.url())).isZero();
    assertThat(profiles).exists();
  }

  @Test
  void never_sends_a_key_to_a_url_of_another_source() throws IOException {
    cliFile(api.url(), "of-the-file");
    environment.put("PROVISIONER_KEY", "of-the-environment");
    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("PROVISIONER_KEY is set without PROVISIONER_URL");

    environment.remove("PROVISIONER_KEY");
    cliFile("http://127.0.0.1:1", "of-the-file");
    environment.put("PROVISIONER_URL", api.url());
    run("env", "list");
    assertThat(lastAuthorization()).isEqualTo("none");

    environment.remove("PROVISIONER_URL");
    input = FakeApi.KEY;
    assertThat(run("login", "--url", "http://127.0.0.1:2")).isNotZero();
    assertThat(api.requests)
        .noneMatch(request -> request.headers().containsValue("Bearer of-the-environment"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rwxrwxrwx"})
  void does_not_use_a_file_that_others_can_write(String mode) throws IOException {
    Path file = cliFile(api.url(), FakeApi.KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);

    assertThat(err()).contains("cli.json is not used: other users can write it");
    assertThat(api.requests).isEmpty();
  }

  @Test
  void does_not_use_a_file_or_link_of_another_user() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
    Path file = cliFile(api.url(), FakeApi.KEY);
    Files.setAttribute(file, "unix:uid", 65_534);
    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("cli.json is not used: it belongs to another user");

    Path own = Files.move(file, directory.resolve("own.json"));
    Files.setAttribute(own, "unix:uid", 0);
    Files.createSymbolicLink(file, own);
    assertThat(run("env", "list")).as(err()).isZero();
    Files.setAttribute(file, "unix:uid", 65_534, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void does_not_use_profiles_that_others_can_read() throws IOException {
    input = FakeApi.KEY;
    assertThat(run("login", "--url", api.url())).isZero();
    Files.setPosixFilePermissions(profiles, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("other users can read it").contains("chmod 600");
  }

  private int signIn() {
    return run(
        "login", "--url", api.url(), "--issuer", issuer.issuer, "--client-id", "provisioner");
  }

  @Test
  void signs_in_with_another_device_and_polls_at_the_interval_of_the_issuer() {
    issuer.tokens.add("400 {\"error\": \"authorization_pending\"}");
    issuer.tokens.add("400 {\"error\": \"slow_down\"}");
    issuer.tokens.add(TOKENS.formatted(FakeApi.KEY, "r1", 3600));

    assertThat(signIn()).as(err()).isZero();

    assertThat(err()).contains("Open https://id.example/device and enter the code ABCD-EFGH");
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(7));
    assertThat(issuer.forms.getFirst()).contains("client_id=provisioner").contains("scope=openid");
    assertThat(issuer.forms.getLast())
        .contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code")
        .contains("device_code=dc");
    assertThat(run("env", "list")).as(err()).isZero();
    assertThat(lastAuthorization()).isEqualTo("Bearer " + FakeApi.KEY);
  }

  @Test
  void renews_a_token_that_expires_and_keeps_a_refresh_token_that_is_not_replaced()
      throws IOException {
    issuer.tokens.add(TOKENS.formatted("old", "r1", 29));
    assertThat(signIn()).isZero();
    issuer.tokens.add(
        "200 {\"access_token\": \"%s\", \"expires_in\": 3600}".formatted(FakeApi.KEY));

    assertThat(run("env", "list")).as(err()).isZero();

    assertThat(issuer.forms.getLast()).contains("refresh_token=r1");
    assertThat(lastAuthorization()).isEqualTo("Bearer " + FakeApi.KEY);
    assertThat(Files.readString(profiles)).contains("r1");
    assertThat(run("env", "list")).as("not renewed again").isZero();
    assertThat(issuer.forms).hasSize(3);
  }

  @Test
  void requires_a_new_login_if_the_token_cannot_be_renewed() {
    issuer.tokens.add(TOKENS.formatted("old", "r1", 1));
    assertThat(signIn()).isZero();
    issuer.tokens.add("400 {\"error\": \"invalid_grant\"}");

    assertThat(run("env", "list")).isEqualTo(ExitCode.FAILED);
    assertThat(err())
        .contains("was not renewed: invalid_grant")
        .contains("./provisioner login --profile default");
  }

  @Test
  void stores_nothing_if_the_login_is_rejected() {
    issuer.tokens.add("400 {\"error\": \"access_denied\"}");
    assertThat(signIn()).isEqualTo(ExitCode.FAILED);
    assertThat(err()).contains("rejected the login: access_denied");
    assertThat(profiles).doesNotExist();
  }

  @Test
  void sends_no_token_request_to_an_endpoint_or_issuer_without_https() {
    issuer.tokenEndpoint = "http://id.example/token";
    assertThat(signIn()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("token_endpoint 'http://id.example/token' is not an https URL");
    assertThat(
            run("login", "--url", api.url(), "--issuer", "http://id.example", "--client-id", "c"))
        .isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void rejects_a_discovery_document_of_another_issuer() {
    String asked = issuer.issuer;
    issuer.issuer = "https://other.example";
    assertThat(run("login", "--url", api.url(), "--issuer", asked, "--client-id", "c"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err()).contains("has no discovery document of its own");
  }
}
