package io.beta9.provisioning.devstack.cloud;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.CloudSimBuilder;
import io.beta9.provisioning.cloudsim.FullCloudSim;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eks.EksClient;

/** Simulated cloud of the demo: the account of the service, and one of a customer. */
public final class DemoCloud implements AutoCloseable {
  public static final String ACCOUNT = "123456789012";
  public static final String REGION = "us-east-1";
  private static final String PROVIDER_ACCOUNT = "999999999999";
  private static final String ACCESS_KEY = "AKIADEMODEMODEMODEMO";
  private static final String VERIFIER_ACCESS_KEY = "AKIAVERIFYVERIFYVER1";
  private static final String SECRET = "not-a-secret";

  /** Creation times: long enough to observe progress, short enough to wait for. */
  private static final Map<String, Duration> LATENCIES =
      Map.of(
          "ec2:nat-gateway", Duration.ofSeconds(5),
          "eks:cluster", Duration.ofSeconds(20),
          "eks:nodegroup", Duration.ofSeconds(10),
          "eks:addon", Duration.ofSeconds(3),
          "rds:instance", Duration.ofSeconds(40),
          "elasticache:replication-group", Duration.ofSeconds(25),
          "k8s:pod", Duration.ofSeconds(2));

  private final CloudSim cloud;
  private final String region;
  private final DeletedResources deletedResources;

  private DemoCloud(CloudSim cloud, String region) {
    this.cloud = cloud;
    this.region = region;
    this.deletedResources = new DeletedResources(cloud.uri(), region, VERIFIER_ACCESS_KEY);
  }

  /**
   * Starts the cloud with the state stored in the directory and sets the system properties that
   * make the AWS SDK of this process use it.
   *
   * @param fast whether resources become available immediately
   */
  public static DemoCloud start(Path directory, boolean fast) {
    return start(directory, fast ? Map.of() : LATENCIES);
  }

  /**
   * Starts the cloud with the state stored in the directory and sets the system properties that
   * make the AWS SDK of this process use it.
   *
   * @param latencies how long resources take to become available, by kind, for example {@code
   *     rds:instance}; others become available immediately
   */
  public static DemoCloud start(Path directory, Map<String, Duration> latencies) {
    return start(directory, latencies, REGION);
  }

  /**
   * Starts the cloud as {@link #start(Path, Map)}. Both accounts are in the partition of the
   * region, and environments can be created in the region.
   */
  public static DemoCloud start(Path directory, Map<String, Duration> latencies, String region) {
    CloudSimBuilder builder = CloudSim.builder().stateFolder(directory).port(port(directory));
    latencies.forEach(builder::latency);
    CloudSim cloud = FullCloudSim.start(builder);
    cloud
        .seed()
        .inPartitionOf(region)
        .accessKey(ACCESS_KEY, SECRET, PROVIDER_ACCOUNT, "provisioner")
        .accessKey(VERIFIER_ACCESS_KEY, SECRET, ACCOUNT, "verifier");
    // The domains of the examples: their certificates are validated.
    cloud
        .seed()
        .inPartitionOf(region)
        .account(ACCOUNT)
        .hostedZone("acme.example")
        .hostedZone("demo.example");
    System.setProperty("aws.endpointUrl", cloud.url());
    System.setProperty("aws.accessKeyId", ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", SECRET);
    System.setProperty("aws.region", region);
    return new DemoCloud(cloud, region);
  }

  /**
   * Returns the port of the previous start if it is free: a Terraform process that is still running
   * then reconnects, and stored URLs remain valid.
   */
  private static int port(Path directory) {
    Path portFile = directory.resolve("port");
    try {
      int port =
          Files.exists(portFile)
              ? Integer.parseInt(Files.readString(portFile).strip())
              : Ports.findFree();
      port = Ports.isFree(port) ? port : Ports.findFree();
      Files.createDirectories(directory);
      Files.writeString(portFile, Integer.toString(port));
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write to the simulated cloud's directory " + directory, e);
    }
  }

  /** Creates a role with administrator permissions, or changes its trust policy. */
  public void trust(String roleArn, String trustPolicy) {
    createRole(roleArn, trustPolicy, Map.of());
  }

  /**
   * Creates a role that has exactly these permissions, or changes its policies.
   *
   * @param permissionPolicies the documents of managed policies by name; none for administrator
   *     permissions
   */
  public void createRole(
      String roleArn, String trustPolicy, Map<String, String> permissionPolicies) {
    cloud
        .seed()
        .inPartitionOf(region)
        .account(roleArn.split(":", -1)[4])
        .restrictedRole(
            roleArn.substring(roleArn.lastIndexOf('/') + 1), trustPolicy, permissionPolicies);
  }

  /** Creates a managed policy in an account, or a new version of it. */
  public void createPolicy(String account, String name, String document) {
    cloud.seed().inPartitionOf(region).account(account).managedPolicy(name, document);
  }

  /**
   * Removes all callers from the trust policy of a role, so that each operation in its account
   * fails immediately.
   */
  public void denyAllCallers(String roleArn) {
    trust(
        roleArn,
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sts:AssumeRole",
          "Principal": "*"}]}
        """);
  }

  public String url() {
    return cloud.url();
  }

  /** Returns the underlying simulator: its request log, inventory and fault injection. */
  public CloudSim cloud() {
    return cloud;
  }

  /** Returns the environment variables that make another process use this cloud. */
  public Map<String, String> environmentVariables() {
    return Map.of(
        "AWS_ENDPOINT_URL", cloud.url(),
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET,
        "AWS_REGION", region);
  }

  /**
   * Returns the ARNs of all resources of any environment that still exist. Like AWS, the simulator
   * lists some resources for a while after their deletion; those are not included.
   */
  public List<String> leftovers() {
    return existingResources().stream()
        .filter(resource -> resource.tags().containsKey(ResourceNaming.ENVIRONMENT_ID_TAG))
        .map(TaggedResource::arn)
        .toList();
  }

  /** Returns a client of EKS in the customer's account, with administrator permissions. */
  public EksClient eks(String inRegion) {
    return EksClient.builder()
        .region(Region.of(inRegion))
        .endpointOverride(cloud.uri())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(VERIFIER_ACCESS_KEY, SECRET)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** Returns all tagged resources that exist. */
  public List<TaggedResource> existingResources() {
    return cloud.inventory(ACCOUNT, region).stream()
        .filter(resource -> !deletedResources.isDeleted(resource.arn()))
        .toList();
  }

  /**
   * Returns whether the environment's Beta9 is running and claimed, according to the simulated
   * cluster.
   */
  public boolean isBeta9Healthy(String clusterName) {
    return cloud.servesBeta9(ACCOUNT, region, clusterName);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
