package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.PreflightReport;
import io.beta9.provisioning.telemetry.ThreadContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Checks an account before anything is created in it, for what would otherwise fail after minutes:
 * zones and instance types that are not offered, insufficient quotas, missing permissions, names
 * that are in use. Changes nothing, and does not count what this environment has already created.
 */
public final class Preflight {
  private static final Duration ADVISORY_LIMIT = Duration.ofSeconds(60);

  private final AwsSession session;
  private final PreflightRequirements requirements;
  private final Clock clock;
  private final Duration advisoryLimit;

  public Preflight(AwsSession session, PreflightRequirements requirements, Clock clock) {
    this(session, requirements, clock, ADVISORY_LIMIT);
  }

  /**
   * @param advisoryLimit how long an advisory check may take
   */
  Preflight(
      AwsSession session, PreflightRequirements requirements, Clock clock, Duration advisoryLimit) {
    this.session = session;
    this.requirements = requirements;
    this.clock = clock;
    this.advisoryLimit = advisoryLimit;
  }

  /** One of the checks. */
  @FunctionalInterface
  interface PreflightCheck {
    List<PreflightFinding> findings(InfraModel model);

    /** Returns whether the operation can succeed although the check itself cannot be executed. */
    default boolean isAdvisory() {
      return false;
    }
  }

  /**
   * Runs all checks concurrently and returns their findings, blocking ones first.
   *
   * @throws FailureException if AWS is unavailable; a permission that only a check needs and that
   *     is missing is a warning, and so is an advisory check that cannot be executed or does not
   *     end in time
   */
  public List<PreflightFinding> check(InfraModel model) {
    // Not closed by a try statement, which would wait for calls that do not end.
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Map<PreflightCheck, Future<List<PreflightFinding>>> running = new LinkedHashMap<>();
      checks()
          .values()
          .forEach(
              check ->
                  running.put(
                      check, threads.submit(ThreadContext.inherit(() -> findings(check, model)))));
      long end = System.nanoTime() + advisoryLimit.toNanos();
      List<PreflightFinding> findings = new ArrayList<>();
      for (Map.Entry<PreflightCheck, Future<List<PreflightFinding>>> entry : running.entrySet()) {
        findings.addAll(
            entry.getKey().isAdvisory()
                ? findingsInTime(entry.getValue(), end)
                : entry.getValue().get());
      }
      findings.sort((a, b) -> a.severity().compareTo(b.severity()));
      return findings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checking the account", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<PreflightFinding> findingsInTime(
      Future<List<PreflightFinding>> check, long endNanos)
      throws InterruptedException, ExecutionException {
    try {
      return check.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return List.of(
          PreflightFinding.warning(
              Failure.of(FailureCode.NETWORK, "Checking the account")
                  .with(FailureParameter.REPORTED, "AWS did not answer in time")));
    }
  }

  private Map<String, PreflightCheck> checks() {
    Map<String, PreflightCheck> checks = new LinkedHashMap<>();
    checks.put("zones", new ZoneCheck(session));
    checks.put("instance-types", new InstanceTypeCheck(session));
    checks.put("kubernetes-version", new KubernetesVersionCheck(session, clock));
    checks.put("database-class", new DatabaseClassCheck(session));
    checks.put("quotas", new QuotaCheck(session, requirements.quotas()));
    checks.put("permissions", new PermissionCheck(session));
    checks.put("certificate", new CertificateCheck(session, clock));
    checks.put("names", new NameCheck(session));
    return checks;
  }

  /**
   * Runs all checks concurrently, for a limited time. Unlike {@link #check}, a check that AWS does
   * not answer is a warning: the result informs and decides nothing. A role that cannot be assumed
   * is blocking.
   */
  public PreflightReport report(InfraModel model, Duration limit) {
    Map<String, PreflightCheck> checks = checks();
    // Not closed by a try statement, which would wait for calls that do not end.
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Callable<List<PreflightFinding>>> tasks = new ArrayList<>();
      checks
          .values()
          .forEach(check -> tasks.add(ThreadContext.inherit(() -> reported(check, model))));
      List<Future<List<PreflightFinding>>> results =
          threads.invokeAll(tasks, limit.toMillis(), TimeUnit.MILLISECONDS);
      List<PreflightFinding> findings = new ArrayList<>();
      List<String> unfinished = new ArrayList<>();
      Iterator<String> names = checks.keySet().iterator();
      for (Future<List<PreflightFinding>> result : results) {
        String name = names.next();
        if (result.state() == Future.State.CANCELLED) {
          unfinished.add(name);
        } else {
          findings.addAll(result.get());
        }
      }
      return new PreflightReport(
          findings.stream()
              .distinct() // A role that cannot be assumed is found by every check.
              .sorted(Comparator.comparing(PreflightFinding::severity))
              .toList(),
          unfinished);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checking the account", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<PreflightFinding> reported(PreflightCheck check, InfraModel model) {
    try {
      return check.findings(model);
    } catch (FailureException e) {
      Failure failure = e.failure();
      return List.of(
          failure.code() == FailureCode.ROLE_NOT_ASSUMABLE
              ? PreflightFinding.blocking(failure)
              : PreflightFinding.warning(failure));
    }
  }

  private static List<PreflightFinding> findings(PreflightCheck check, InfraModel model) {
    try {
      return check.findings(model);
    } catch (FailureException e) {
      Failure failure = e.failure();
      if (check.isAdvisory() || failure.kind() == FailureClass.PERMISSION) {
        return List.of(PreflightFinding.warning(failure));
      }
      throw e;
    }
  }
}
