package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.cause.ErrorClassifier;
import io.beta9.provisioning.failure.cause.ReportedError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Converts exceptions of the AWS SDK to failures; no other code does. */
public final class AwsFailures {
  private AwsFailures() {}

  /**
   * Makes a call and converts the SDK's exceptions.
   *
   * @param activity what the call is made for, a gerund phrase: "Reading the secrets"
   * @throws FailureException instead of the SDK's exceptions
   */
  public static <T extends @Nullable Object> T calling(String activity, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new FailureException(of(activity, e), e);
    }
  }

  /**
   * Returns the failure that an exception stands for.
   *
   * @param activity what the call was made for, a gerund phrase: "Reading the secrets"
   */
  public static Failure of(String activity, SdkException e) {
    return switch (e) {
      case AwsServiceException response -> ofResponse(activity, response);
      case ApiCallTimeoutException t -> network(activity, "AWS did not answer in time");
      case ApiCallAttemptTimeoutException t -> network(activity, "AWS did not answer in time");
      default -> ofClient(activity, e);
    };
  }

  /** Returns whether AWS responded with one of these error codes. */
  public static boolean hasCode(SdkException e, String... codes) {
    return e instanceof AwsServiceException response && Set.of(codes).contains(code(response));
  }

  /** Returns AWS's error code, or the HTTP status if there is none. */
  public static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null || code.isBlank() ? Integer.toString(e.statusCode()) : code;
  }

  private static Failure ofResponse(String activity, AwsServiceException e) {
    return ErrorClassifier.failure(
        activity,
        List.of(ReportedError.ofResponse(e.statusCode(), code(e), message(e))),
        FailureCode.REJECTED_BY_AWS);
  }

  /** An exception of the client's own. Its cause says more than the wrapper of the SDK. */
  private static Failure ofClient(String activity, SdkException e) {
    Optional<FailureCode> known = ErrorClassifier.code(e.getMessage() + "\n" + rootMessage(e));
    return Failure.of(
            known.orElse(isNetwork(e) ? FailureCode.NETWORK : FailureCode.AWS_CLIENT), activity)
        .with(FailureParameter.REPORTED, rootMessage(e));
  }

  private static Failure network(String activity, String reported) {
    return Failure.of(FailureCode.NETWORK, activity).with(FailureParameter.REPORTED, reported);
  }

  private static boolean isNetwork(SdkException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static String message(AwsServiceException e) {
    String reported = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    String text =
        reported == null || reported.isBlank() ? String.valueOf(e.getMessage()) : reported;
    return text.replaceAll("Encoded authorization failure message: \\S+", "").strip();
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
  }
}
