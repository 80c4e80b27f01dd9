package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.AccountQuotas;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.QuotaIncrease;
import java.util.List;
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
