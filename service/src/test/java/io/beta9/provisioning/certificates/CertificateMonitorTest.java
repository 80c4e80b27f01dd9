package io.beta9.provisioning.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.testing.Servers;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Expiring certificates of a real TLS server and of stored outputs. */
class CertificateMonitorTest {
  private static final char[] PASSWORD = "not-a-secret".toCharArray();
  private static final int DAYS = 10;

  @TempDir Path folder;
  private final HikariDataSource database = Servers.migratedDatabase();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private SSLServerSocket server;
  private Thread serverThread;
  private String authority;

  @BeforeEach
  void open() throws Exception {
    KeyStore store = newKeyStore();
    authority =
        Base64.getEncoder()
            .encodeToString(
                ("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                            .encodeToString(store.getCertificate("it").getEncoded())
                        + "\n-----END CERTIFICATE-----\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
    serverThread = Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    database.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (SSLSocket client = (SSLSocket) server.accept()) {
        client.startHandshake();
      } catch (IOException e) {
        // The server was closed, or the client disconnected.
      }
    }
  }

  private KeyStore newKeyStore() throws Exception {
    Path file = folder.resolve("store.p12");
    int code =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-validity",
                Integer.toString(DAYS),
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(code).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private void environment(String id, String status, String domain, boolean open) {
    jdbc.sql("insert into tenants (id) values ('acme') on conflict do nothing").update();
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, outputs, created_by)
            values (:id, 'acme', :id, :status, 'aws', 'us-east-1', '123456789012', '{}',
              jsonb_build_object('beta9', jsonb_build_object('domain', :domain::text,
                'certificate_arn', :arn::text)),
              '{}', jsonb_build_object('cluster_name', 'c', 'cluster_certificate_authority',
                :authority::text), 'test')
            """)
        .param("id", id)
        .param("status", status)
        .param("domain", domain)
        .param("arn", open ? "arn:aws:acm:us-east-1:123456789012:certificate/x" : null)
        .param("authority", authority)
        .update();
  }

  private CertificateExpiries certificates(Clock clock) {
    return new CertificateExpiries(
        jdbc, new TlsCertificateReader(server.getLocalPort(), address -> true), clock);
  }

  @Test
  void publishes_the_remaining_validity_and_reports_certificates_that_expire_soon() {
    environment("env_000000000001", "ready", "localhost", true);
    environment("env_000000000002", "ready", "localhost", false);
    environment("env_000000000003", "destroyed", "localhost", true);
    CertificateExpiries certificates = certificates(Clock.systemUTC());

    CertificateMonitor monitor = new CertificateMonitor(certificates, Clock.systemUTC(), meters);
    assertThat(gauge("provisioning.certificate.expiry")).isNaN();
    assertThat(gauge("provisioning.certificates")).isZero();

    monitor.check();

    assertThat(gauge("provisioning.certificate.expiry"))
        .isCloseTo(Duration.ofDays(DAYS).toSeconds(), within(600.0));
    assertThat(gauge("provisioning.certificates")).isEqualTo(3);
    assertThat(expiringWithin("0d")).isZero();
    assertThat(expiringWithin("3d")).isZero();
    assertThat(expiringWithin("7d")).isZero();
    assertThat(expiringWithin("30d")).isEqualTo(3);
    assertThat(meters.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getKey)
        .containsOnly("within");
    assertThat(certificates.findings())
        .hasSize(3)
        .anySatisfy(
            finding ->
                assertThat(finding)
                    .contains("localhost", "expires in 9 days", "renewal status", "env update"));
  }

  @Test
  void publishes_the_minimum_and_counts_that_change_with_time() {
    environment("env_000000000001", "ready", "localhost", true);
    CertificateExpiries certificates = certificates(Clock.systemUTC());
    certificates.check();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(DAYS).plusMinutes(10));

    new CertificateMonitor(certificates, later, meters);

    assertThat(gauge("provisioning.certificate.expiry")).isNegative();
    assertThat(expiringWithin("0d")).isEqualTo(2);
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double expiringWithin(String threshold) {
    return meters
        .get("provisioning.certificates.expiring")
        .tag("within", threshold)
        .gauge()
        .value();
  }

  @Test
  void reports_expired_certificates_and_omits_those_that_are_valid_for_long() {
    environment("env_000000000001", "ready", "localhost", true);
    Clock now = Clock.systemUTC();
    CertificateExpiries late =
        certificates(Clock.fixed(now.instant().plus(Duration.ofDays(11)), ZoneOffset.UTC));
    late.check();
    assertThat(late.findings()).allMatch(finding -> finding.contains("expired on"));

    CertificateExpiries early =
        certificates(Clock.fixed(now.instant().minus(Duration.ofDays(60)), ZoneOffset.UTC));
    early.check();
    assertThat(early.known()).hasSize(2);
    assertThat(early.findings()).isEmpty();
  }

  @Test
  void omits_a_domain_that_is_not_reachable() throws Exception {
    environment("env_000000000001", "ready", "localhost", true);
    server.close();
    // The closed socket accepts one more connection until the waiting thread has ended.
    serverThread.join();
    CertificateExpiries certificates = certificates(Clock.systemUTC());

    assertThat(certificates.check())
        .singleElement()
        .matches(expiry -> expiry.name().equals("cluster"));
  }

  @Test
  void a_domain_on_this_host_is_not_connected_to() {
    environment("env_000000000001", "ready", "localhost", true);

    assertThat(
            new CertificateExpiries(
                    jdbc,
                    new TlsCertificateReader(server.getLocalPort(), AddressPolicy.PUBLIC),
                    Clock.systemUTC())
                .check())
        .extracting(CertificateExpiry::name)
        .containsExactly("cluster");
  }

  /** The second answer of a tenant's name server can differ from the first. */
  @Test
  void connects_to_the_address_that_was_checked_and_does_not_resolve_the_name_again() {
    List<String> resolved = new ArrayList<>();
    AddressPolicy addresses =
        new AddressPolicy() {
          @Override
          public boolean permits(InetAddress address) {
            return true;
          }

          @Override
          public InetAddress resolve(String host) {
            resolved.add(host);
            return InetAddress.getLoopbackAddress();
          }
        };

    assertThat(
            new TlsCertificateReader(server.getLocalPort(), addresses)
                .expiryAt("rebinding.invalid"))
        .isPresent();
    assertThat(resolved).containsExactly("rebinding.invalid");
  }

  @Test
  void a_host_that_does_not_answer_delays_no_other_one() throws Exception {
    int silent = 20;
    CountDownLatch answered = new CountDownLatch(silent);
    for (int i = 0; i < silent; i++) {
      environment("env_%012d".formatted(i), "ready", i == 7 ? "good" : "silent" + i, true);
    }
    CertificateReader reader =
        host -> {
          answered.countDown();
          if (host.equals("good")) {
            return Optional.of(Instant.EPOCH);
          }
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        };
    CertificateExpiries certificates =
        new CertificateExpiries(jdbc, reader, Clock.systemUTC(), Duration.ofMillis(20), 7);

    assertThat(certificates.check())
        .filteredOn(expiry -> expiry.name().equals("domain"))
        .extracting(CertificateExpiry::subject)
        .containsExactly("good");
    assertThat(answered.getCount()).isZero();
    assertThat(certificates.known())
        .filteredOn(expiry -> expiry.name().equals("cluster"))
        .hasSize(silent);
  }

  @Test
  void a_host_whose_certificate_cannot_be_read_does_not_end_the_checks_of_others() {
    environment("env_000000000001", "ready", "broken", true);
    environment("env_000000000002", "ready", "good", true);
    CertificateReader reader =
        host -> {
          if (host.equals("broken")) {
            throw new IllegalArgumentException("not a host");
          }
          return Optional.of(Instant.EPOCH);
        };

    assertThat(new CertificateExpiries(jdbc, reader, Clock.systemUTC()).check())
        .filteredOn(expiry -> expiry.name().equals("domain"))
        .extracting(CertificateExpiry::subject)
        .containsExactly("good");
  }
}
