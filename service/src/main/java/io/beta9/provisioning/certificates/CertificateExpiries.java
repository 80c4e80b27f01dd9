package io.beta9.provisioning.certificates;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Expiry of the certificates of ready environments, as of the last check. */
public final class CertificateExpiries {
  static final Duration WARNING_PERIOD = Duration.ofDays(30);

  private static final Logger log = LoggerFactory.getLogger(CertificateExpiries.class);

  /** A host that has not answered by then counts as unreachable. */
  private static final Duration HOST_DEADLINE = Duration.ofSeconds(10);

  private static final int MAX_CONCURRENT = 16;
  private static final int PAGE_SIZE = 500;

  private final JdbcClient jdbc;
  private final CertificateReader handshake;
  private final Clock clock;
  private final Duration hostDeadline;
  private final int pageSize;
  private volatile List<CertificateExpiry> known = List.of();

  public CertificateExpiries(JdbcClient jdbc, CertificateReader handshake, Clock clock) {
    this(jdbc, handshake, clock, HOST_DEADLINE, PAGE_SIZE);
  }

  CertificateExpiries(
      JdbcClient jdbc,
      CertificateReader handshake,
      Clock clock,
      Duration hostDeadline,
      int pageSize) {
    this.jdbc = jdbc;
    this.handshake = handshake;
    this.clock = clock;
    this.hostDeadline = hostDeadline;
    this.pageSize = pageSize;
  }

  private record ReadyEnvironment(
      String id,
      String name,
      String cluster,
      @Nullable String authority,
      String domain,
      boolean open) {}

  /** Returns the results of the last check. */
  public List<CertificateExpiry> known() {
    return known;
  }

  /** Checks all certificates. Those that are not reachable from this host are omitted. */
  public List<CertificateExpiry> check() {
    List<CertificateExpiry> found = new ArrayList<>();
    List<ReadyEnvironment> page = ready("");
    while (!page.isEmpty()) {
      found.addAll(domains(page));
      page.forEach(environment -> authority(environment).ifPresent(found::add));
      page = ready(page.getLast().id());
    }
    known = List.copyOf(found);
    return known;
  }

  /** Reads the certificates of all domains; a host that does not answer delays no other one. */
  private List<CertificateExpiry> domains(List<ReadyEnvironment> ready) {
    Semaphore slots = new Semaphore(MAX_CONCURRENT);
    List<Future<Optional<CertificateExpiry>>> reads = new ArrayList<>();
    List<CertificateExpiry> found = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (ReadyEnvironment environment : ready) {
        if (environment.open()) {
          slots.acquire();
          reads.add(
              threads.submit(
                  () -> {
                    Future<Optional<Instant>> expiry =
                        threads.submit(() -> handshake.expiryAt(environment.domain()));
                    try {
                      return expiry
                          .get(hostDeadline.toMillis(), TimeUnit.MILLISECONDS)
                          .map(expires -> domain(environment, expires));
                    } catch (TimeoutException e) {
                      expiry.cancel(true); // the interrupt closes its socket
                      return Optional.empty();
                    } catch (ExecutionException e) {
                      // A tenant names the host: what it causes must not end the others' checks.
                      log.warn(
                          "The certificate of {} cannot be read: {}",
                          environment.id(),
                          String.valueOf(e.getCause()));
                      return Optional.empty();
                    } finally {
                      slots.release();
                    }
                  }));
        }
      }
      for (Future<Optional<CertificateExpiry>> read : reads) {
        read.get().ifPresent(found::add);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a certificate could not be read", e.getCause());
    } finally {
      threads.shutdownNow(); // a name lookup cannot be interrupted and is not awaited
    }
    return found;
  }

  private static CertificateExpiry domain(ReadyEnvironment environment, Instant expires) {
    return new CertificateExpiry(
        environment.id(), environment.name(), "domain", environment.domain(), expires);
  }

  /** Returns the next page: the authorities of all environments do not fit into memory. */
  private List<ReadyEnvironment> ready(String afterId) {
    return jdbc.sql(
            """
            select id, name, outputs ->> 'cluster_name' as cluster,
                   outputs ->> 'cluster_certificate_authority' as authority,
                   infra_model -> 'beta9' ->> 'domain' as domain,
                   infra_model -> 'beta9' ->> 'certificate_arn' is not null as open
              from environments where status = 'ready' and id > :after
             order by id limit :page
            """)
        .param("after", afterId)
        .param("page", pageSize)
        .query(
            (row, number) ->
                new ReadyEnvironment(
                    row.getString("id"),
                    row.getString("name"),
                    String.valueOf(row.getString("cluster")),
                    row.getString("authority"),
                    String.valueOf(row.getString("domain")),
                    row.getBoolean("open")))
        .list();
  }

  private static Optional<CertificateExpiry> authority(ReadyEnvironment environment) {
    if (environment.authority() == null) {
      return Optional.empty();
    }
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(
                          Base64.getMimeDecoder().decode(environment.authority())));
      return Optional.of(
          new CertificateExpiry(
              environment.id(),
              environment.name(),
              "cluster",
              environment.cluster(),
              certificate.getNotAfter().toInstant()));
    } catch (CertificateException | IllegalArgumentException e) {
      return Optional.empty(); // Reported where the cluster is accessed.
    }
  }

  /** Returns certificates that expire within thirty days or have expired, with the next step. */
  public List<String> findings() {
    Instant now = clock.instant();
    return known.stream()
        .filter(certificate -> certificate.expires().isBefore(now.plus(WARNING_PERIOD)))
        .map(certificate -> finding(certificate, now))
        .toList();
  }

  private static String finding(CertificateExpiry certificate, Instant now) {
    long days = Duration.between(now, certificate.expires()).toDays();
    String when =
        certificate.expires().isBefore(now)
            ? "expired on " + certificate.expires()
            : "expires in " + days + " days, on " + certificate.expires();
    return switch (certificate.name()) {
      case "domain" ->
          "The certificate of %s (%s) %s: ACM renews it automatically while its validation record is in the DNS; check its renewal status in ACM, or set another one as beta9.certificate with './provisioner env update %s -f FILE'."
              .formatted(
                  certificate.subject(),
                  certificate.environment(),
                  when,
                  certificate.environment());
      default ->
          "The certificate authority of the cluster %s (%s) %s: EKS replaces it; then run './provisioner env retry' or 'env update' to store the new one."
              .formatted(certificate.subject(), certificate.environment(), when);
    };
  }
}
