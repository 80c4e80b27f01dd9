package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
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

/** The one place where an exception of the SDK becomes a {@link Failure}. */
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
   * Makes the call.
   *
   * @param what what it is for, as the beginning of a sentence: "Reading the secrets"
   * @throws FailureException instead of the SDK's exceptions
   */
  public static <T extends @Nullable Object> T calling(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new FailureException(of(what, e), e);
    }
  }

  /** What the exception means. */
  public static Failure of(String what, SdkException e) {
    String failed = what + " failed";
    return switch (e) {
      case AwsServiceException answer -> ofAnswer(failed, answer);
      case ApiCallTimeoutException t -> network(failed, "AWS did not answer in time");
      case ApiCallAttemptTimeoutException t -> network(failed, "AWS did not answer in time");
      case SdkClientException client when isCredentials(client) ->
          new Failure(
              FailureClass.CONFIGURATION,
              "no-credentials",
              failed,
              "this service has no identity in AWS",
              "Give the service a role (pod identity, web identity), or set AWS_ACCESS_KEY_ID and"
                  + " AWS_SECRET_ACCESS_KEY");
      case SdkClientException client when isNetwork(client) -> network(failed, rootMessage(client));
      default ->
          new Failure(
              FailureClass.INTERNAL,
              "aws-client",
              failed,
              rootMessage(e),
              "Retry; if it comes back, report it with this text");
    };
  }

  /** Whether AWS answered with one of these codes. */
  public static boolean hasCode(SdkException e, String... codes) {
    return e instanceof AwsServiceException answer && Set.of(codes).contains(code(answer));
  }

  /** AWS's own word for the error, or its HTTP status where there is none. */
  public static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null || code.isBlank() ? Integer.toString(e.statusCode()) : code;
  }

  private static Failure ofAnswer(String failed, AwsServiceException e) {
    String code = code(e);
    String why = "AWS answered " + code + ": " + message(e);
    if (DENIED.contains(code)) {
      Matcher action = ACTION.matcher(why);
      return new Failure(
          FailureClass.PERMISSION,
          "access-denied",
          failed,
          why,
          (action.find() ? "Allow " + action.group(1) : "Allow the action")
              + " in the policy of the role, then retry");
    }
    if (BAD_CREDENTIALS.contains(code)) {
      return new Failure(
          FailureClass.CONFIGURATION,
          "bad-credentials",
          failed,
          why,
          "Check this service's own AWS credentials, and that the region is enabled");
    }
    if (EXPIRED.contains(code)) {
      return new Failure(
          FailureClass.TRANSIENT,
          "credentials-expired",
          failed,
          why,
          "It is tried again with fresh credentials; if it comes back, check this host's clock");
    }
    if (e.isThrottlingException() || code.equals("RequestLimitExceeded")) {
      return new Failure(
          FailureClass.TRANSIENT,
          "throttled",
          failed,
          why,
          "It is tried again after a pause; if it comes back, something else in the account uses"
              + " up the request rate");
    }
    String lower = code.toLowerCase(Locale.ROOT);
    if (lower.contains("limitexceeded")
        || lower.contains("quota")
        || lower.equals("toomanybuckets")) {
      return new Failure(
          FailureClass.QUOTA,
          "quota",
          failed,
          why,
          "Raise the quota in Service Quotas or free some of it, then retry");
    }
    if (e.statusCode() >= 500) {
      return new Failure(
          FailureClass.TRANSIENT,
          "aws-unavailable",
          failed,
          why,
          "It is tried again after a pause; if it comes back, look at the AWS Health Dashboard");
    }
    return new Failure(
        FailureClass.CONFIGURATION,
        "rejected-by-aws",
        failed,
        why,
        "Change what AWS names, then retry");
  }

  private static Failure network(String failed, String why) {
    return new Failure(
        FailureClass.TRANSIENT,
        "network",
        failed,
        why,
        "It is tried again after a pause; if it comes back, check the way from this host to AWS");
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
    String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    String text = said == null || said.isBlank() ? String.valueOf(e.getMessage()) : said;
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
