package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.aws.preflight.PreflightRequirements;
import io.beta9.provisioning.aws.preflight.QuotaIncrease;
import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuotasException;

/**
 * Requests AWS to raise the service quotas that an environment exceeds: those of its failure, with
 * the numbers of the failure, or else those that the preflight finds now.
 */
public final class QuotaRequests {
  private static final String REQUESTING = "Requesting an increase of the quota ";

  private final TransactionTemplate transactions;
  private final EnvironmentRepository environments;
  private final AwsSessions sessions;
  private final PreflightRequirements requirements;
  private final EventRepository events;
  private final AuditTrail audit;

  public QuotaRequests(
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      AwsSessions sessions,
      PreflightRequirements requirements,
      EventRepository events,
      AuditTrail audit) {
    this.transactions = transactions;
    this.environments = environments;
    this.sessions = sessions;
    this.requirements = requirements;
    this.events = events;
    this.audit = audit;
  }

  /** What became of an increase. */
  public enum RequestState {
    /** A dry run does not request it. */
    NOT_REQUESTED,
    REQUESTED,
    /** An earlier request for this quota is still open; AWS accepts only one. */
    ALREADY_OPEN,
    /** The quota is at least that by now. */
    SUFFICIENT
  }

  /**
   * An increase and what became of it.
   *
   * @param requestId the id of the request in Service Quotas; null if none was sent
   */
  public record RequestedIncrease(
      QuotaIncrease increase, RequestState state, @Nullable String requestId) {}

  /** The increases for an environment, in the region of its account. */
  public record RequestedIncreases(
      EnvironmentId id, String region, boolean dryRun, List<RequestedIncrease> increases) {
    public RequestedIncreases {
      increases = List.copyOf(increases);
    }
  }

  /**
   * Requests the increases.
   *
   * @throws UnknownEnvironmentException if the tenant has no such environment
   * @throws FailureException if the account is not accessible, or denies the request
   */
  public RequestedIncreases request(Caller caller, EnvironmentId id, boolean dryRun) {
    Environment environment =
        environments
            .find(caller.tenant(), id)
            .orElseThrow(() -> new UnknownEnvironmentException(id));
    AwsSession session = sessions.open(environment.target(), id);
    List<QuotaIncrease> increases = increases(environment, session);
    if (dryRun) {
      return result(
          environment,
          true,
          increases.stream()
              .map(one -> new RequestedIncrease(one, RequestState.NOT_REQUESTED, null))
              .toList());
    }
    return audit.around(
        caller,
        AuditAction.onEnvironment(id.value(), "env.request-quota", null),
        () -> {
          admit(environment);
          List<RequestedIncrease> requested = new ArrayList<>();
          for (QuotaIncrease increase : increases) {
            requested.add(send(caller, environment, session, increase));
          }
          return result(environment, false, requested);
        },
        QuotaRequests::describe);
  }

  /** The lock is not held while AWS is called, because workers record events under it. */
  private void admit(Environment environment) {
    transactions.executeWithoutResult(
        status -> {
          if (environments.lock(environment.tenant(), environment.id()).isEmpty()) {
            throw new UnknownEnvironmentException(environment.id());
          }
          ChangeCondition.verify();
        });
  }

  private List<QuotaIncrease> increases(Environment environment, AwsSession session) {
    Failure failure = environment.failure();
    List<QuotaIncrease> known = failure == null ? List.of() : QuotaIncrease.of(failure);
    return known.isEmpty()
        ? QuotaIncrease.needed(
            session, requirements, InfraModelJson.fromJson(environment.infraModel().text()))
        : known;
  }

  private RequestedIncrease send(
      Caller caller, Environment environment, AwsSession session, QuotaIncrease increase) {
    String request;
    try {
      request =
          session
              .quotas()
              .requestServiceQuotaIncrease(
                  r ->
                      r.serviceCode(increase.service())
                          .quotaCode(increase.quotaCode())
                          .desiredValue((double) increase.desired()))
              .requestedQuota()
              .id();
    } catch (ServiceQuotasException e) {
      if (AwsFailures.hasCode(e, "ResourceAlreadyExistsException")) {
        return new RequestedIncrease(increase, RequestState.ALREADY_OPEN, null);
      }
      // Service Quotas rejects a value that is not above the current one.
      if (AwsFailures.hasCode(e, "IllegalArgumentException")) {
        return new RequestedIncrease(increase, RequestState.SUFFICIENT, null);
      }
      throw new FailureException(AwsFailures.of(REQUESTING + increase.quotaCode(), e));
    }
    events.append(
        environment.tenant(),
        environment.id(),
        null,
        new EventData.QuotaIncreaseRequested(
            caller.name(), increase.service(), increase.quotaCode(), increase.desired(), request));
    return new RequestedIncrease(increase, RequestState.REQUESTED, request);
  }

  private static RequestedIncreases result(
      Environment environment, boolean dryRun, List<RequestedIncrease> increases) {
    return new RequestedIncreases(
        environment.id(), environment.target().region(), dryRun, increases);
  }

  private static String describe(RequestedIncreases done) {
    return done.increases().isEmpty()
        ? "no quota is exceeded"
        : done.increases().stream()
            .map(
                one ->
                    one.increase().quotaCode()
                        + " to "
                        + one.increase().desired()
                        + ": "
                        + one.state())
            .collect(Collectors.joining(", "));
  }
}
