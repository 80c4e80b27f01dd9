package io.beta9.provisioning.aws.session;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Requests a resource by name, for APIs that report a missing resource as an error. */
public final class OptionalResource {
  private OptionalResource() {}

  /**
   * Returns the response.
   *
   * @param notFound the error codes that mean that the resource does not exist
   * @return empty if AWS responds with one of the codes
   */
  public static <T> Optional<T> emptyIfNotFound(Set<String> notFound, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (AwsServiceException e) {
      if (notFound.contains(AwsFailures.code(e))) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
