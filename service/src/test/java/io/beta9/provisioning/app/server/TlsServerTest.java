package io.beta9.provisioning.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.PemCertificate;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS of the ports of API and worker, and the replacement of certificates. */
class TlsServerTest {
  private static PemCertificate first;
  private static PemCertificate second;

  @TempDir private Path folder;

  @BeforeAll
  static void createCertificates() {
    first = PemCertificate.create("EC");
    second = PemCertificate.create("RSA");
  }

  private Map<String, String> settings() {
    return Map.of(
        "TLS_CERT_FILE",
        folder.resolve("tls.crt").toString(),
        "TLS_KEY_FILE",
        folder.resolve("tls.key").toString(),
        "MANAGEMENT_PORT",
        "0");
  }

  private static int status(String scheme, int port, String path, PemCertificate trusted)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", trusted.authority());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (HttpClient http = HttpClient.newBuilder().sslContext(context).build()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + path)).build(),
              BodyHandlers.ofString());
      return response.statusCode();
    }
  }

  private static void assertServes(int port, String path, PemCertificate certificate)
      throws Exception {
    assertThat(status("https", port, path, certificate)).isEqualTo(200);
    PemCertificate other = certificate.equals(first) ? second : first;
    assertThatThrownBy(() -> status("https", port, path, other))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void the_port_of_the_api_and_the_management_port_serve_https_only() throws Exception {
    first.write(folder);
    try (Service api = RunningApi.start(settings())) {
      assertServes(api.port(), "/health/live", first);
      assertServes(api.managementPort(), "/metrics", first);
      assertThat(status("http", api.port(), "/health/live", first)).isEqualTo(400);
      assertThat(status("http", api.managementPort(), "/metrics", first)).isEqualTo(400);
    }
  }

  @Test
  void the_command_line_trusts_the_authority_of_its_file_in_addition() throws Exception {
    first.write(folder);
    Path authority = folder.resolve("authority.pem");
    Files.writeString(
        authority,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(first.authority().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    try (Service api = RunningApi.start(settings())) {
      String url = "https://127.0.0.1:" + api.port();

      assertThat(commandLine(url, Map.of()))
          .contains("is not trusted", "set PROVISIONER_CA_FILE to the PEM file");
      assertThat(commandLine(url, Map.of("PROVISIONER_CA_FILE", "authority.pem")))
          .contains("the API rejected the key");
      assertThat(commandLine(url, Map.of("PROVISIONER_CA_FILE", "tls.key")))
          .contains("PROVISIONER_CA_FILE: tls.key contains no certificates in PEM format");
      assertThat(commandLine(url, Map.of("PROVISIONER_CA_FILE", "missing.pem")))
          .contains("PROVISIONER_CA_FILE: missing.pem cannot be read");
    }
  }

  /** Returns what a command with an unknown key prints to standard error. */
  private String commandLine(String url, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PROVISIONER_URL", url);
    environment.put("PROVISIONER_KEY", "b9_unknown");
    environment.put("HOME", folder.toString());
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            environment,
            folder);
    Cli.ofProcess(terminal).run("env", "list");
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void the_port_of_a_worker_serves_https_only() throws Exception {
    first.write(folder);
    WorkerTools none =
        new WorkerTools((stack, redactor, credentials) -> unused(), (a, b, c) -> unused());
    Map<String, String> worker = new HashMap<>(settings());
    worker.put("DATABASE_URL", Servers.emptyDatabase());
    worker.put("REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort());
    worker.put("WORKER_DRAIN_SECONDS", "0");
    try (Service service = Service.start(Settings.from(worker), Set.of(ServiceRole.WORKER), none)) {
      assertServes(service.port(), "/metrics", first);
      assertThat(status("http", service.port(), "/metrics", first)).isEqualTo(400);
    }
  }

  private static <T> T unused() {
    throw new AssertionError("there are no operations");
  }

  @Test
  void uses_a_new_certificate_when_kubernetes_exchanges_the_link_to_its_directory()
      throws Exception {
    first.write(folder.resolve("..2026_11_30"));
    Path data = folder.resolve("..data");
    Files.createSymbolicLink(data, Path.of("..2026_11_30"));
    for (String file : Set.of("tls.crt", "tls.key")) {
      Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
    }
    try (Service api = RunningApi.start(settings())) {
      assertServes(api.port(), "/health/live", first);

      second.write(folder.resolve("..2026_12_01"));
      Path link = folder.resolve("..data_tmp");
      Files.createSymbolicLink(link, Path.of("..2026_12_01"));
      Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
      api.part(TlsCertificateReloader.class).check();

      assertServes(api.port(), "/health/live", second);
      assertServes(api.managementPort(), "/health", second);
    }
  }

  @Test
  void keeps_the_previous_certificate_until_certificate_and_key_fit_together() throws Exception {
    first.write(folder);
    try (Service api = RunningApi.start(settings())) {
      TlsCertificateReloader reloader = api.part(TlsCertificateReloader.class);

      Files.writeString(folder.resolve("tls.crt"), second.certificate());
      reloader.check();
      assertServes(api.port(), "/health/live", first);

      Files.writeString(folder.resolve("tls.key"), "");
      reloader.check();
      assertServes(api.port(), "/health/live", first);

      Files.delete(folder.resolve("tls.key"));
      reloader.check();
      assertServes(api.port(), "/health/live", first);

      Files.writeString(folder.resolve("tls.key"), second.key());
      reloader.check();
      assertServes(api.port(), "/health/live", second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void accepts_keys_of_the_usual_algorithms(String algorithm) throws Exception {
    PemCertificate certificate = PemCertificate.create(algorithm);

    assertThat(
            new TlsCertificate(certificate.certificate(), certificate.key())
                .bundle()
                .getStores()
                .getKeyStore())
        .isNotNull();
  }

  @Test
  void refuses_to_start_with_files_that_cannot_be_used() throws Exception {
    assertThatThrownBy(() -> RunningApi.start(settings()))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContaining("TLS_CERT_FILE: file")
        .hasMessageContaining("cannot be read");

    first.write(folder);
    Files.writeString(folder.resolve("tls.key"), PemCertificate.create("EC").key());
    assertThatThrownBy(() -> RunningApi.start(settings()))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessage("TLS_KEY_FILE: the key does not belong to the certificate of TLS_CERT_FILE");

    Files.writeString(folder.resolve("tls.key"), second.key());
    assertThatThrownBy(() -> RunningApi.start(settings()))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessage("TLS_KEY_FILE: the key does not belong to the certificate of TLS_CERT_FILE");
  }
}
