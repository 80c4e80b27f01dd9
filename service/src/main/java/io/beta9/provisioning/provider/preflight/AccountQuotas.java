package io.beta9.provisioning.provider.preflight;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import java.util.Optional;

/** The service quotas of an account in a region. */
public interface AccountQuotas {

  /** Returns the increases that an environment needs now, as the preflight counts. */
  List<QuotaIncrease> needed(InfraModel model);

  /**
   * Returns the increase that an error of the provider calls for; empty if it names no quota that
   * is known.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the account denies reading the quota
   */
  Optional<QuotaIncrease> reported(String error);

  /**
   * Requests an increase.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the account denies the request
   */
  QuotaAnswer request(QuotaIncrease increase);

  /** What the provider answers to a request. */
  sealed interface QuotaAnswer {
    /** It has accepted the request, with this id. */
    record IncreaseRequested(String requestId) implements QuotaAnswer {}

    /** An earlier request for this quota is still open; the provider accepts only one. */
    record AlreadyOpen() implements QuotaAnswer {}

    /** The quota is at least that by now. */
    record Sufficient() implements QuotaAnswer {}
  }

  /** Opens the quotas of an environment's account. */
  @FunctionalInterface
  interface QuotaAccounts {
    /**
     * @throws io.beta9.provisioning.failure.FailureException if the account is not accessible
     */
    AccountQuotas open(CloudTarget target, EnvironmentId environment);
  }
}
