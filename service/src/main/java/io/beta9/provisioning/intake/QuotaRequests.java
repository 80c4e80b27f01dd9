package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.preflight.AccountQuotas;
import io.beta9.provisioning.provider.preflight.QuotaIncrease;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests AWS to raise the service quotas that an environment exceeds: those of its failure, with
 * the numbers of the failure, or else those that the preflight finds now.
 */
public final class QuotaRequests {
  private final TransactionTemplate transactions;
  private final EnvironmentRepository environments;
  private final AccountQuotas.QuotaAccounts accounts;
  private final EventRepository events;
  private final AuditTrail audit;

  public QuotaRequests(
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      AccountQuotas.QuotaAccounts accounts,
      EventRepository events,
      AuditTrail audit) {
    this.transactions = transactions;
    this.environments = environments;
    this.accounts = accounts;
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
    AccountQuotas quotas = accounts.open(environment.target(), id);
    List<QuotaIncrease> increases = increases(environment, quotas);
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
            requested.add(send(caller, environment, quotas, increase));
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

  private List<QuotaIncrease> increases(Environment environment, AccountQuotas quotas) {
    Failure failure = environment.failure();
    List<QuotaIncrease> known = failure == null ? List.of() : QuotaIncrease.of(failure);
    if (!known.isEmpty()) {
      return known;
    }
    List<QuotaIncrease> counted =
        quotas.needed(InfraModelJson.fromJson(environment.infraModel().text()));
    Stream<QuotaIncrease> reported = failure == null ? Stream.empty() : reported(failure, quotas);
    return Stream.concat(
            counted.stream(),
            reported.filter(
                one -> counted.stream().noneMatch(it -> it.quotaCode().equals(one.quotaCode()))))
        .toList();
  }

  /** What AWS reported while resources were created has no numbers. */
  private static Stream<QuotaIncrease> reported(Failure failure, AccountQuotas quotas) {
    return Stream.concat(Stream.of(failure), failure.others().stream())
        .filter(each -> each.kind() == FailureClass.QUOTA)
        .flatMap(each -> each.parameter(FailureParameter.REPORTED).stream())
        .flatMap(error -> quotas.reported(error).stream())
        .distinct();
  }

  private RequestedIncrease send(
      Caller caller, Environment environment, AccountQuotas quotas, QuotaIncrease increase) {
    return switch (quotas.request(increase)) {
      case AccountQuotas.QuotaAnswer.AlreadyOpen() ->
          new RequestedIncrease(increase, RequestState.ALREADY_OPEN, null);
      case AccountQuotas.QuotaAnswer.Sufficient() ->
          new RequestedIncrease(increase, RequestState.SUFFICIENT, null);
      case AccountQuotas.QuotaAnswer.IncreaseRequested(var request) -> {
        events.append(
            environment.tenant(),
            environment.id(),
            null,
            new EventData.QuotaIncreaseRequested(
                caller.name(),
                increase.service(),
                increase.quotaCode(),
                increase.desired(),
                request));
        yield new RequestedIncrease(increase, RequestState.REQUESTED, request);
      }
    };
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
