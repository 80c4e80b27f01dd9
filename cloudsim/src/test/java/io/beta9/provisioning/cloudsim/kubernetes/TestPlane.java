package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.ClusterPlanes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A cluster, and everything that a test needs to talk to it. */
final class TestPlane implements AutoCloseable {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final String CLUSTER = "beta9-4f1a2b3c4d5e";
  static final String KEY = "AKIATESTTESTTESTTEST";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  final TestCloud cloud;
  final Map<String, String> balancers = new ConcurrentHashMap<>();
  final Map<String, String> goodBuckets = new ConcurrentHashMap<>();
  final KubernetesPlanes planes;
  final ClusterPlanes.Endpoint endpoint;

  TestPlane() {
    this(new TestCloud());
  }

  TestPlane(TestCloud cloud) {
    this.cloud = cloud;
    this.planes =
        new KubernetesPlanes(
            cloud,
            Clock.systemUTC(),
            new AwsSide(this::callerOf, new Balancers(), this::refusal, new Data()),
            () -> {});
    this.endpoint = planes.start(ACCOUNT, REGION, CLUSTER, "1.33");
  }

  void nodes(int desired) {
    planes.nodes(ACCOUNT, REGION, CLUSTER, "cpu", desired, "m6i.2xlarge", Map.of("pool", "cpu"));
  }

  KubernetesClient client() {
    Config config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(endpoint.url())
            .withCaCertData(endpoint.certificateAuthorityBase64())
            .withOauthToken(token())
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  Path kubeconfig(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("kubeconfig"),
          """
          apiVersion: v1
          kind: Config
          clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
          contexts: [{name: c, context: {cluster: c, user: c}}]
          current-context: c
          users: [{name: c, user: {token: "%s"}}]
          """
              .formatted(endpoint.url(), endpoint.certificateAuthorityBase64(), token()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String token() {
    return token(CLUSTER, KEY, SECRET, Clock.systemUTC());
  }

  /** A token as the AWS CLI makes it. */
  static String token(String cluster, String key, String secret, Clock clock) {
    SdkHttpRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://sts.us-east-1.amazonaws.com/"))
            .appendRawQueryParameter("Action", "GetCallerIdentity")
            .appendRawQueryParameter("Version", "2011-06-15")
            .putHeader("x-k8s-aws-id", cluster)
            .build();
    String url =
        AwsV4HttpSigner.create()
            .sign(
                signing ->
                    signing
                        .identity(AwsCredentialsIdentity.create(key, secret))
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                        .putProperty(
                            AwsV4HttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60))
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock))
            .request()
            .getUri()
            .toString();
    return "k8s-aws-v1."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(url.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    planes.close();
  }

  private Optional<TokenReviewer.Caller> callerOf(String accessKeyId) {
    return accessKeyId.equals(KEY)
        ? Optional.of(
            new TokenReviewer.Caller(
                "arn:aws:sts::" + ACCOUNT + ":assumed-role/provisioner/x",
                Optional.of(SECRET),
                Optional.empty()))
        : Optional.empty();
  }

  private Optional<String> refusal(ObjectStores.Attempt attempt) {
    boolean good = attempt.secretAccessKey().equals(goodBuckets.get(attempt.bucket()));
    return good ? Optional.empty() : Optional.of("AccessDenied");
  }

  private final class Balancers implements LoadBalancers {
    @Override
    public String create(Wanted wanted) {
      return balancers.computeIfAbsent(
          wanted.serviceUid(), uid -> "a" + uid.replace("-", "") + ".elb.amazonaws.com");
    }

    @Override
    public void delete(Wanted wanted) {
      balancers.remove(wanted.serviceUid());
    }
  }

  private static final class Data implements DataServices {
    private static final List<String> GONE = List.of("gone.example");

    @Override
    public boolean postgresAnswers(String host) {
      return !GONE.contains(host);
    }

    @Override
    public boolean redisAnswers(String host) {
      return !GONE.contains(host);
    }
  }
}
