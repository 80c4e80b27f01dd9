package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuotasException;

/**
 * Checks that the account's service quotas suffice. Resources that this environment has already
 * created are not counted: {@code used by others + needed > quota} is a blocking finding.
 */
final class QuotaCheck implements Preflight.PreflightCheck {
  private final AwsSession session;
  private final List<RequiredQuota> quotas;

  QuotaCheck(AwsSession session, List<RequiredQuota> quotas) {
    this.session = session;
    this.quotas = List.copyOf(quotas);
  }

  /** The demand on one quota: what others use of it, and what this environment needs. */
  private record Demand(String service, String code, String name, long used, long needed) {}

  @Override
  public boolean isAdvisory() {
    return true;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    List<Failure> failures = new ArrayList<>();
    List<PreflightFinding> findings = new ArrayList<>();
    try {
      for (Demand demand : demands(model, failures)) {
        OptionalDouble limit = limit(demand);
        if (limit.isPresent() && demand.used() + demand.needed() > limit.getAsDouble()) {
          findings.add(exceeded(demand, (long) limit.getAsDouble()));
        }
      }
    } catch (FailureException e) {
      rethrowIfNotAssumable(e);
      failures.add(e.failure());
    }
    failures.stream().findFirst().map(PreflightFinding::warning).ifPresent(findings::add);
    return findings;
  }

  /** Returns what is needed of each quota; what cannot be counted is not checked. */
  private List<Demand> demands(InfraModel model, List<Failure> failures) {
    QuotaUsage usage = new QuotaUsage(session);
    List<Demand> demands = new ArrayList<>();
    for (RequiredQuota quota : quotas) {
      count(
          () ->
              List.of(
                  new Demand(
                      quota.service(),
                      quota.code(),
                      quota.name(),
                      quota.usedByOthers().applyAsLong(usage, model),
                      quota.needed().applyAsLong(model))),
          demands,
          failures);
    }
    count(() -> vcpus(model), demands, failures);
    return demands;
  }

  private static void count(
      Supplier<List<Demand>> counted, List<Demand> demands, List<Failure> failures) {
    try {
      demands.addAll(calling("Counting the resources in the account", counted));
    } catch (FailureException e) {
      rethrowIfNotAssumable(e);
      failures.add(e.failure());
    }
  }

  /** Without the role, nothing of the account can be read. */
  private static void rethrowIfNotAssumable(FailureException e) {
    if (e.failure().code() == FailureCode.ROLE_NOT_ASSUMABLE) {
      throw e;
    }
  }

  private List<Demand> vcpus(InfraModel model) {
    VcpuUsage vcpus = new VcpuUsage(session);
    Map<String, Long> used = vcpus.usedByOthers(model);
    return vcpus.needed(model).entrySet().stream()
        .map(
            entry ->
                new Demand(
                    "ec2",
                    entry.getKey(),
                    "vCPUs of running On-Demand instances",
                    used.getOrDefault(entry.getKey(), 0L),
                    entry.getValue()))
        .toList();
  }

  private OptionalDouble limit(Demand demand) {
    return calling(
        "Reading the service quotas",
        () ->
            appliedValue(demand)
                .or(() -> defaultValue(demand))
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty));
  }

  private Optional<Double> appliedValue(Demand demand) {
    try {
      return Optional.ofNullable(
              session
                  .quotas()
                  .getServiceQuota(r -> r.serviceCode(demand.service()).quotaCode(demand.code()))
                  .quota())
          .map(ServiceQuota::value);
    } catch (ServiceQuotasException e) {
      if (hasCode(e, "NoSuchResourceException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Used by accounts for which the quota was never changed: they have no applied value. */
  private Optional<Double> defaultValue(Demand demand) {
    try {
      return Optional.ofNullable(
              session
                  .quotas()
                  .getAWSDefaultServiceQuota(
                      r -> r.serviceCode(demand.service()).quotaCode(demand.code()))
                  .quota())
          .map(ServiceQuota::value);
    } catch (ServiceQuotasException e) {
      if (hasCode(e, "NoSuchResourceException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private PreflightFinding exceeded(Demand demand, long limit) {
    return PreflightFinding.blocking(
        Failure.of(FailureCode.QUOTA_EXCEEDED, "Checking the account")
            .with(FailureParameter.QUOTA, demand.name())
            .with(FailureParameter.LIMIT, limit)
            .with(FailureParameter.USED, demand.used())
            .with(FailureParameter.NEEDED, demand.needed())
            .with(FailureParameter.SERVICE, demand.service())
            .with(FailureParameter.QUOTA_CODE, demand.code())
            .with(FailureParameter.DESIRED, demand.used() + demand.needed())
            .with(FailureParameter.REGION, session.target().region()));
  }
}
