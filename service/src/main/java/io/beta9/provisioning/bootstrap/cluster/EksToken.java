package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.partition.AwsPartition;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Creates the bearer token by which EKS authenticates an IAM role: a presigned GetCallerIdentity
 * request that names the cluster in a signed header. The cluster accepts it for fifteen minutes.
 * Creating it sends no request.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html">Cluster
 *     authentication</a>
 */
final class EksToken {
  /**
   * How long a token is reused. EKS accepts it for 15 minutes, but no longer than the credentials
   * that signed it are valid, which may be one more minute. Creating a token is cheap.
   */
  static final Duration REUSE_PERIOD = Duration.ofSeconds(45);

  private static final String PREFIX = "k8s-aws-v1.";
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  private EksToken() {}

  /** Creates a token for a cluster. */
  static String create(
      AwsCredentialsProvider credentials, String region, String cluster, Clock clock) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://" + AwsPartition.ofRegion(region).host("sts", region) + "/"))
            .appendRawQueryParameter("Action", "GetCallerIdentity")
            .appendRawQueryParameter("Version", "2011-06-15")
            .putHeader("x-k8s-aws-id", cluster)
            .build();
    AwsCredentialsIdentity identity = credentials.resolveCredentials();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                builder ->
                    builder
                        .identity(identity)
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                            AwsV4FamilyHttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, EXPIRY)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .request();
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(signed.getUri().toString().getBytes(StandardCharsets.UTF_8));
  }
}
