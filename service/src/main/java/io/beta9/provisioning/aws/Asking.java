package io.beta9.provisioning.aws;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Asking for a thing by its name, where the answer "there is none" is an exception. */
final class Asking {
  private Asking() {}

  /** What AWS has, or nothing if its answer is one of these codes. */
  static <T> Optional<T> unless(Set<String> absent, Supplier<T> call) {
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
