package io.beta9.provisioning.aws.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.worker.pipeline.RetryPolicy;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Error responses of AWS, and whether the operation is retried automatically. */
class AwsRetriesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "400|ThrottlingException|Rate exceeded|TRANSIENT",
        "400|Throttling|Rate exceeded|TRANSIENT",
        "503|RequestLimitExceeded|Request limit exceeded.|TRANSIENT",
        "503|SlowDown|Please reduce your request rate.|TRANSIENT",
        "500|InternalError|We encountered an internal error. Please try again.|TRANSIENT",
        "503|ServiceUnavailable|The service is unavailable.|TRANSIENT",
        "403|ExpiredToken|The provided token has expired.|TRANSIENT",
        "400|ExpiredTokenException|The security token included in the request is expired|TRANSIENT",
        "403|AccessDenied|User: arn:aws:sts::1:assumed-role/x is not authorized to perform:"
            + " eks:CreateCluster on resource: *|PERMISSION",
        "403|UnauthorizedOperation|You are not authorized to perform this operation.|PERMISSION",
        "403|InvalidClientTokenId|The security token included in the request is"
            + " invalid.|CONFIGURATION",
        "400|VpcLimitExceeded|The maximum number of VPCs has been reached.|QUOTA",
        "400|AddressLimitExceeded|The maximum number of addresses has been reached.|QUOTA",
        "400|InstanceQuotaExceeded|You have reached your quota of DB instances.|QUOTA",
        "400|ServiceQuotaExceededException|The number of clusters is at its limit.|QUOTA",
        "400|InvalidParameterValue|Value (x) for parameter cidrBlock is invalid.|CONFIGURATION",
      })
  void classifies_each_error_and_retries_only_transient_ones(
      int status, String code, String message, FailureClass kind) {
    Failure failure =
        AwsFailures.of(
            "Creating it",
            AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
                .build());
    assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
    assertThat(isRetried(failure)).isEqualTo(kind == FailureClass.TRANSIENT);
  }

  static Stream<SdkException> networkErrors() {
    return Stream.of(
        SdkClientException.create(
            "Unable to execute HTTP request: Connection reset",
            new IOException("Connection reset")),
        SdkClientException.create(
            "Received an UnknownHostException when attempting to interact with a service.",
            new UnknownHostException("eks.us-east-1.amazonaws.com")),
        SdkClientException.create(
            "Unable to execute HTTP request: Read timed out",
            new SocketTimeoutException("Read timed out")),
        ApiCallTimeoutException.create(60_000));
  }

  @ParameterizedTest
  @MethodSource("networkErrors")
  void retries_network_errors(SdkException error) {
    assertThat(isRetried(AwsFailures.of("Creating it", error))).isTrue();
  }

  private static boolean isRetried(Failure failure) {
    return RetryPolicy.STANDARD.pauseAfter(1, Duration.ZERO, failure, new Random(1)).isPresent();
  }
}
