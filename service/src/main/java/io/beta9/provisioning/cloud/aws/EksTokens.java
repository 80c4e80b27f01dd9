package io.beta9.provisioning.cloud.aws;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.bootstrap.cluster.ClusterTokens;
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
 * Creates the bearer tokens by which EKS authenticates an IAM role, each a presigned
 * GetCallerIdentity request that names the cluster in a signed header. The cluster accepts it for
 * fifteen minutes, but no longer than the credentials that signed it are valid. Creating one sends
 * no request.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html">Cluster
 *     authentication</a>
 */
public record EksTokens(
    AwsCredentialsProvider credentials, String region, String cluster, Clock clock)
    implements ClusterTokens {
  private static final String PREFIX = "k8s-aws-v1.";
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  @Override
  public String create() {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://" + AwsPartition.ofRegion(region).host("sts", region) + "/"))
            .appendRawQueryParameter("Action", "GetCallerIdentity")
            .appendRawQueryParameter("Version", "2011-06-15")
            .putHeader("x-k8s-aws-id", cluster)
            .build();
    AwsCredentialsIdentity identity =
        calling("Signing a token for the cluster " + cluster, credentials::resolveCredentials);
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
