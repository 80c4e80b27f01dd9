package io.beta9.provisioning.provider.preflight;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An increase of a service quota.
 *
 * @param service the service code in Service Quotas, for example {@code vpc}
 * @param quotaCode for example {@code L-F678F1CE}
 * @param name the quota's name; empty if it is not known
 * @param desired what is in use and what the environment needs in addition
 */
public record QuotaIncrease(String service, String quotaCode, String name, long desired) {

  /** Returns the increases that a failure and its companions call for, with their numbers. */
  public static List<QuotaIncrease> of(Failure failure) {
    return Stream.concat(Stream.of(failure), failure.others().stream())
        .flatMap(each -> increase(each).stream())
        .distinct()
        .toList();
  }

  private static Optional<QuotaIncrease> increase(Failure failure) {
    Optional<String> service = failure.parameter(FailureParameter.SERVICE);
    Optional<String> code = failure.parameter(FailureParameter.QUOTA_CODE);
    Optional<String> desired =
        failure.parameter(FailureParameter.DESIRED).filter(number -> number.matches("[0-9]{1,15}"));
    return service.isEmpty() || code.isEmpty() || desired.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new QuotaIncrease(
                service.get(),
                code.get(),
                failure.parameter(FailureParameter.QUOTA).orElse(""),
                Long.parseLong(desired.get())));
  }
}
