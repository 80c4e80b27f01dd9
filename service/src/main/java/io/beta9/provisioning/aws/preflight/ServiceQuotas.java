package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.AccountQuotas;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.QuotaIncrease;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuotasException;

/** The quotas that the resources of an environment count against. */
public record ServiceQuotas(AwsSession session, PreflightRequirements requirements)
    implements AccountQuotas {

  @Override
  public List<QuotaIncrease> needed(InfraModel model) {
    return new QuotaCheck(session, requirements.quotas())
        .findings(model).stream()
            .map(PreflightFinding::failure)
            .flatMap(failure -> QuotaIncrease.of(failure).stream())
            .distinct()
            .toList();
  }

  @Override
  public Optional<QuotaIncrease> reported(String error) {
    return ReportedQuota.in(error)
        .map(
            quota ->
                new QuotaIncrease(
                    quota.service(), quota.code(), quota.title(), raised(value(quota))));
  }

  /** How much is needed beyond the quota is not known: a fifth more, but at least one. */
  private static long raised(double value) {
    return (long) value + Math.max(1, (long) value / 5);
  }

  private double value(ReportedQuota quota) {
    return AwsFailures.calling(
        "Reading the quota " + quota.code(),
        () ->
            session
                .quotas()
                .getServiceQuota(r -> r.serviceCode(quota.service()).quotaCode(quota.code()))
                .quota()
                .value());
  }

  @Override
  public QuotaAnswer request(QuotaIncrease increase) {
    try {
      return new QuotaAnswer.IncreaseRequested(
          session
              .quotas()
              .requestServiceQuotaIncrease(
                  r ->
                      r.serviceCode(increase.service())
                          .quotaCode(increase.quotaCode())
                          .desiredValue((double) increase.desired()))
              .requestedQuota()
              .id());
    } catch (ServiceQuotasException e) {
      if (AwsFailures.hasCode(e, "ResourceAlreadyExistsException")) {
        return new QuotaAnswer.AlreadyOpen();
      }
      // Service Quotas rejects a value that is not above the current one.
      if (AwsFailures.hasCode(e, "IllegalArgumentException")) {
        return new QuotaAnswer.Sufficient();
      }
      throw new FailureException(
          AwsFailures.of("Requesting an increase of the quota " + increase.quotaCode(), e));
    }
  }
}
