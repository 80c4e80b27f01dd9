package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.aws.BucketAccess;
import io.beta9.provisioning.cloudsim.kubernetes.aws.CallerDirectory;
import io.beta9.provisioning.cloudsim.kubernetes.aws.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.ByteArrayInputStream;
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

/** A simulated cluster with clients, a kubeconfig and tokens for tests. */
public final class TestCluster implements AutoCloseable {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final String CLUSTER = "beta9-4f1a2b3c4d5e";
  static final String KEY = "AKIATESTTESTTESTTEST";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  final TestCloud cloud;
  final Map<String, String> loadBalancers = new ConcurrentHashMap<>();
  final Map<String, String> bucketSecrets = new ConcurrentHashMap<>();
  final KubernetesControlPlanes controlPlanes;
  final ClusterControlPlanes.Endpoint endpoint;

  TestCluster() {
    this(new TestCloud());
  }

  TestCluster(TestCloud cloud) {
    this.cloud = cloud;
    this.controlPlanes =
        new KubernetesControlPlanes(
            cloud,
            Clock.systemUTC(),
            new AwsBackend(
                this::findCaller,
                new FakeLoadBalancers(),
                this::accessError,
                new FakeDataServices()),
            () -> {});
    this.endpoint = controlPlanes.start(ACCOUNT, REGION, CLUSTER, "1.33");
  }

  void setNodes(int desired) {
    setNodes(desired, "1.33");
  }

  void setNodes(int desired, String kubernetesVersion) {
    controlPlanes.setNodes(
        ACCOUNT,
        REGION,
        CLUSTER,
        new ClusterControlPlanes.NodeGroupNodes(
            "cpu", desired, "m6i.2xlarge", kubernetesVersion, Map.of("pool", "cpu")));
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

  /** Creates or replaces objects in the namespace {@code default}, unless they name another. */
  static void apply(KubernetesClient client, String yaml) {
    client
        .load(new ByteArrayInputStream(("---\n" + yaml).getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(
            item -> {
              String namespace = item.getMetadata().getNamespace();
              client
                  .resource(item)
                  .inNamespace(namespace == null ? "default" : namespace)
                  .createOr(NonDeletingOperation::update);
            });
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

  /** Returns a token as the AWS CLI generates it. */
  public static String token(String cluster, String key, String secret, Clock clock) {
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
    controlPlanes.close();
  }

  private Optional<CallerDirectory.Caller> findCaller(String accessKeyId) {
    return accessKeyId.equals(KEY)
        ? Optional.of(
            new CallerDirectory.Caller(
                "arn:aws:sts::" + ACCOUNT + ":assumed-role/provisioner/x",
                Optional.of(SECRET),
                Optional.empty()))
        : Optional.empty();
  }

  private Optional<String> accessError(BucketAccess.Request request) {
    boolean allowed = request.secretAccessKey().equals(bucketSecrets.get(request.bucket()));
    return allowed ? Optional.empty() : Optional.of("AccessDenied");
  }

  private final class FakeLoadBalancers implements LoadBalancers {
    @Override
    public String create(Request request) {
      return loadBalancers.computeIfAbsent(
          request.serviceUid(), uid -> "a" + uid.replace("-", "") + ".elb.amazonaws.com");
    }

    @Override
    public void delete(Request request) {
      loadBalancers.remove(request.serviceUid());
    }
  }

  private static final class FakeDataServices implements DataServices {
    private static final List<String> UNREACHABLE = List.of("gone.example");

    @Override
    public boolean isPostgresReachable(String host) {
      return !UNREACHABLE.contains(host);
    }

    @Override
    public boolean isRedisReachable(String host) {
      return !UNREACHABLE.contains(host);
    }
  }
}
