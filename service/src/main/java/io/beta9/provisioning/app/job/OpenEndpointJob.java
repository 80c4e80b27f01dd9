package io.beta9.provisioning.app.job;

import io.beta9.provisioning.app.job.OpenEndpointRepository.EndpointCandidate;
import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/**
 * Closes private Kubernetes APIs that an operation opened to the workers and that no operation
 * closes: its worker has died and none continues, its tenant is suspended, or its next attempt is
 * not due soon. The next operation opens what it needs.
 */
public final class OpenEndpointJob {
  /** How often left endpoints are looked up. EKS needs some minutes to close one. */
  public static final Duration INTERVAL = Duration.ofMinutes(5);

  /** An attempt that begins sooner would find the cluster changing. */
  static final Duration PAUSE = Duration.ofMinutes(5);

  /** At most as many per run, so that a run ends before the next one would begin. */
  private static final int BATCH = 50;

  private static final int MAX_CANDIDATES = 10_000;
  private static final Logger log = LoggerFactory.getLogger(OpenEndpointJob.class);

  private final TransactionTemplate transactions;
  private final OpenEndpointRepository open;
  private final EnvironmentRepository environments;
  private final EventRepository events;
  private final CloudAccounts accounts;

  /** The run of this process in which a candidate was tried last: the others precede it. */
  private final Map<EnvironmentId, Long> lastRuns = new HashMap<>();

  private long runs;

  public OpenEndpointJob(
      TransactionTemplate transactions,
      JdbcClient jdbc,
      EnvironmentRepository environments,
      EventRepository events,
      CloudAccounts accounts) {
    this.transactions = transactions;
    this.open = new OpenEndpointRepository(jdbc, PAUSE, LeasePolicy.STANDARD.takeoverAfter());
    this.environments = environments;
    this.events = events;
    this.accounts = accounts;
  }

  public void run() {
    run(BATCH);
  }

  /** Runs once for at most as many environments: those that were not tried, or longest ago. */
  public synchronized void run(int limit) {
    runs++;
    List<EndpointCandidate> candidates = open.candidates(MAX_CANDIDATES);
    lastRuns.keySet().retainAll(candidates.stream().map(EndpointCandidate::environment).toList());
    candidates.stream()
        .sorted(
            Comparator.comparing(candidate -> lastRuns.getOrDefault(candidate.environment(), 0L)))
        .limit(limit)
        .forEach(
            candidate -> {
              lastRuns.put(candidate.environment(), runs);
              tryToClose(candidate);
            });
  }

  private void tryToClose(EndpointCandidate candidate) {
    try {
      transactions.executeWithoutResult(status -> close(candidate));
    } catch (RuntimeException e) {
      // A defect, or the database is unavailable: neither keeps the others open.
      log.error("The Kubernetes API of {} could not be closed", candidate.environment(), e);
    }
  }

  /**
   * The environment and its operation are locked while AWS is called: neither is an operation
   * requested, nor is a waiting one claimed, before the request to close has been accepted.
   */
  private void close(EndpointCandidate candidate) {
    Optional<Environment> environment =
        environments.lock(candidate.tenant(), candidate.environment());
    if (environment.isEmpty() || !open.isStillOpen(candidate)) {
      return;
    }
    InfraModel model;
    try {
      model = InfraModelJson.fromJson(environment.get().infraModel().text());
    } catch (JacksonException e) {
      log.warn("The model of {} cannot be read: {}", candidate.environment(), e.getMessage());
      return;
    }
    if (!model.cluster().endpoint().isPrivate()) {
      return;
    }
    try {
      close(candidate, environment.get(), model);
    } catch (FailureException e) {
      leftOpen(candidate, model, e.failure().summary());
    }
  }

  private void close(EndpointCandidate candidate, Environment environment, InfraModel model) {
    Optional<CloudCluster> cluster =
        accounts.open(environment.target(), environment.id()).findCluster(model.resourcePrefix());
    PublicEndpoint.Access access =
        cluster.map(existing -> existing.publicEndpoint().access()).orElse(null);
    if (access != null && access.changing()) {
      return;
    }
    if (access != null && access.open()) {
      cluster.get().publicEndpoint().close();
      log.info("Closing the Kubernetes API of {}, which was left open", environment.id());
    } else if (open.isIdle(candidate)) {
      events.append(
          environment.tenant(),
          environment.id(),
          null,
          new EventData.EndpointClosed(model.resourcePrefix()));
    }
  }

  private void leftOpen(EndpointCandidate candidate, InfraModel model, String reason) {
    log.warn("The Kubernetes API of {} could not be closed: {}", candidate.environment(), reason);
    if (!open.isReported(candidate, reason)) {
      events.append(
          candidate.tenant(),
          candidate.environment(),
          null,
          new EventData.EndpointLeftOpen(model.resourcePrefix(), reason));
    }
  }
}
