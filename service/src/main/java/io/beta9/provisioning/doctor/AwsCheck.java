package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.partition.AwsPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Checks the AWS identity of this process, from which it assumes roles in customers' accounts. */
record AwsCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "AWS identity";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(Purpose.UP);
  }

  @Override
  public CheckResult run() {
    AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
    try {
      credentials.resolveCredentials();
    } catch (SdkException e) {
      return CheckResult.bad(
          "no credentials (not required for the demo)",
          "Log in with 'aws sso login' and set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, or run with a role.");
    }
    try (StsClient sts = client(credentials)) {
      GetCallerIdentityResponse identity = sts.getCallerIdentity();
      return CheckResult.good(identity.arn());
    } catch (SdkException e) {
      return CheckResult.bad(
          String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
          "Renew the credentials, and check that "
              + AwsPartition.ofRegion(region()).host("sts", region())
              + " is reachable.");
    }
  }

  private StsClient client(AwsCredentialsProvider credentials) {
    return StsClient.builder()
        .region(Region.of(region()))
        .credentialsProvider(credentials)
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(3))
                .socketTimeout(TIMEOUT))
        .overrideConfiguration(override -> override.apiCallTimeout(TIMEOUT))
        .build();
  }

  private String region() {
    String region = environment.getOrDefault("AWS_REGION", "");
    return region.isBlank() ? AwsPartition.AWS.globalRegion() : region;
  }
}
