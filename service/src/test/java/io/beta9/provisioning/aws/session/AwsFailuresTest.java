package io.beta9.provisioning.aws.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.diagnosis.TerraformFailureClassifier;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Exceptions of the SDK. Terraform reports the same errors, and they have the same codes. */
class AwsFailuresTest {
  private static final String ACTIVITY = "Reading the secrets";

  private static AwsServiceException response(int status, @Nullable String code, String message) {
    return AwsServiceException.builder()
        .statusCode(status)
        .message(message)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | AccessDenied                    | Access Denied                                   | ACCESS_DENIED
          403 | UnauthorizedOperation           | You are not authorized.                         | ACCESS_DENIED
          403 | Forbidden                       | no                                              | ACCESS_DENIED
          403 | InvalidClientTokenId            | The security token is invalid                   | BAD_CREDENTIALS
          403 | ExpiredTokenException           | The security token is expired                   | CREDENTIALS_EXPIRED
          403 | RequestTimeTooSkewed            | The difference is too large                     | CLOCK_SKEWED
          400 | ThrottlingException             | Rate exceeded                                   | THROTTLED
          400 | EC2ThrottledException           | no                                              | THROTTLED
          429 | Unknown                         | no                                              | THROTTLED
          400 | VpcLimitExceeded                | The maximum number of VPCs has been reached.    | VPC_QUOTA
          400 | TooManyBuckets                  | no                                              | QUOTA_EXCEEDED
          400 | InstanceQuotaExceeded           | no                                              | QUOTA_EXCEEDED
          400 | InsufficientInstanceCapacity    | no                                              | NO_CAPACITY
          409 | OperationAborted                | A conflicting operation is in progress.         | RESOURCE_BUSY
          400 | InvalidDBInstanceState          | Database instance is not in available state.    | RESOURCE_BUSY
          400 | DependencyViolation             | sg-1 has a dependent object                     | RESOURCE_IN_USE
          400 | KMSKeyNotAccessibleFault        | The key is disabled                             | KEY_UNUSABLE
          503 | Unknown                         | no                                              | AWS_UNAVAILABLE
          400 | ValidationException             | The value is too long                           | REJECTED_BY_AWS
          400 | SomethingNew                    | no                                              | REJECTED_BY_AWS
          """)
  void classifies_a_response_as_terraform_does(
      int status, String code, String message, FailureCode expected) {
    Failure failure = AwsFailures.of(ACTIVITY, response(status, code, message));

    assertThat(failure.code()).isEqualTo(expected);
    if (expected != FailureCode.REJECTED_BY_AWS) {
      Failure ofTerraform =
          TerraformFailureClassifier.ofShort(
              ACTIVITY,
              1,
              "reading X (y): operation error Z: Read, https response error StatusCode: "
                  + status
                  + ", RequestID: 1, api error "
                  + code
                  + ": "
                  + message);
      assertThat(ofTerraform).isEqualTo(failure);
    }
  }

  @Test
  void names_the_status_of_a_response_without_a_body() {
    Failure failure = AwsFailures.of(ACTIVITY, response(403, null, ""));

    assertThat(failure.code()).isEqualTo(FailureCode.ACCESS_DENIED);
    assertThat(failure.why()).startsWith("AWS answered 403");
  }

  @Test
  void names_the_denied_action_and_its_principal() {
    Failure failure =
        AwsFailures.of(
            ACTIVITY,
            response(
                403,
                "AccessDeniedException",
                "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform:"
                    + " secretsmanager:GetSecretValue on resource: arn:x because no policy allows"
                    + " it. Encoded authorization failure message: AAAA"));

    assertThat(failure.why())
        .isEqualTo(
            "arn:aws:sts::1:assumed-role/r/s is not allowed to perform"
                + " secretsmanager:GetSecretValue on arn:x");
  }

  @Test
  void distinguishes_the_failures_of_the_client() {
    assertThat(AwsFailures.of(ACTIVITY, ApiCallTimeoutException.create(1)).code())
        .isEqualTo(FailureCode.NETWORK);
    assertThat(
            AwsFailures.of(
                    ACTIVITY,
                    SdkClientException.create("no", new ConnectException("Connection refused")))
                .parameters())
        .containsEntry(FailureParameter.REPORTED, "Connection refused");
    assertThat(
            AwsFailures.of(
                    ACTIVITY,
                    SdkClientException.create("Unable to load credentials from any provider"))
                .code())
        .isEqualTo(FailureCode.NO_CREDENTIALS);
    assertThat(
            AwsFailures.of(
                    ACTIVITY,
                    SdkClientException.create(
                        "Failed to load credentials from the metadata service: connect timed out"))
                .code())
        .isEqualTo(FailureCode.METADATA_UNAVAILABLE);
    assertThat(
            AwsFailures.of(
                    ACTIVITY,
                    SdkClientException.create(
                        "Unable to load credentials from any of the providers in the chain"
                            + " AwsCredentialsProviderChain(credentialsProviders=[...]) :"
                            + " [InstanceProfileCredentialsProvider(): Failed to load credentials"
                            + " from IMDS.]"))
                .code())
        .isEqualTo(FailureCode.NO_CREDENTIALS);
    assertThat(AwsFailures.of(ACTIVITY, SdkClientException.create("a bug")).code())
        .isEqualTo(FailureCode.AWS_CLIENT);
  }
}
