package io.beta9.provisioning.failure.cause;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An error as AWS, Terraform or its provider reported it.
 *
 * @param address the address of the Terraform resource that it concerns; null if there is none
 */
public record ReportedError(String text, @Nullable String address) {

  /** Returns an error that concerns no Terraform resource. */
  public static ReportedError of(String text) {
    return new ReportedError(text, null);
  }

  /**
   * Returns an error response of an AWS API, worded as the AWS provider of Terraform words it.
   *
   * @param code the error code of AWS, or the HTTP status if there is none
   */
  public static ReportedError ofResponse(int httpStatus, String code, String message) {
    return of("StatusCode: " + httpStatus + ", api error " + code + ": " + message);
  }

  /** Returns one error that consists of several, as Go's multierror package joins them. */
  public static ReportedError ofList(List<String> errors) {
    return of(
        errors.size()
            + " errors occurred:"
            + errors.stream()
                .map(error -> "\n\t* " + error.replaceAll("\\s+", " "))
                .collect(Collectors.joining()));
  }
}
