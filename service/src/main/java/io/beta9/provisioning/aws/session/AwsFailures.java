package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Converts exceptions of the AWS SDK to failures; no other code does. */
public final class AwsFailures {
  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "UnauthorizedOperation",
          "AuthorizationError",
          "Forbidden",
          "403");
  private static final Set<String> BAD_CREDENTIALS =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "AuthFailure",
          "InvalidAccessKeyId");
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
  private static final Pattern ACTION = Pattern.compile("not authorized to perform:? (\\w+:\\w+)");

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
      case SdkClientException client when isCredentials(client) ->
          Failure.of(FailureCode.NO_CREDENTIALS, activity);
      case SdkClientException client when isNetwork(client) ->
          network(activity, rootMessage(client));
      default ->
          Failure.of(FailureCode.AWS_CLIENT, activity)
              .with(FailureParameter.REPORTED, rootMessage(e));
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
    String reported = "AWS answered " + code(e) + ": " + message(e);
    Failure failure =
        Failure.of(failureCode(e), activity).with(FailureParameter.REPORTED, reported);
    Matcher action = ACTION.matcher(reported);
    return failure.code() == FailureCode.ACCESS_DENIED && action.find()
        ? failure.with(FailureParameter.ACTION, action.group(1))
        : failure;
  }

  private static FailureCode failureCode(AwsServiceException e) {
    String code = code(e);
    if (DENIED.contains(code)) {
      return FailureCode.ACCESS_DENIED;
    }
    if (BAD_CREDENTIALS.contains(code)) {
      return FailureCode.BAD_CREDENTIALS;
    }
    if (EXPIRED.contains(code)) {
      return FailureCode.CREDENTIALS_EXPIRED;
    }
    if (e.isThrottlingException() || code.equals("RequestLimitExceeded")) {
      return FailureCode.THROTTLED;
    }
    String lower = code.toLowerCase(Locale.ROOT);
    if (lower.contains("limitexceeded")
        || lower.contains("quota")
        || lower.equals("toomanybuckets")) {
      return FailureCode.QUOTA_EXCEEDED;
    }
    return e.statusCode() >= 500 ? FailureCode.AWS_UNAVAILABLE : FailureCode.REJECTED_BY_AWS;
  }

  private static Failure network(String activity, String reported) {
    return Failure.of(FailureCode.NETWORK, activity).with(FailureParameter.REPORTED, reported);
  }

  private static boolean isCredentials(SdkClientException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("Unable to load credentials")
        || message.contains("No credentials")
        || message.contains("Failed to load credentials");
  }

  private static boolean isNetwork(SdkClientException e) {
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
