package io.beta9.provisioning.aws.session;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Asking for a thing by its name, where the answer "there is none" is an exception. */
public final class OptionalResource {
  private OptionalResource() {}

  /** What AWS has, or nothing if its answer is one of these codes. */
  public static <T> Optional<T> emptyIfNotFound(Set<String> absent, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (AwsServiceException e) {
      if (absent.contains(AwsFailures.code(e))) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
