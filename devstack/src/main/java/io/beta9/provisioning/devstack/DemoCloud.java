package io.beta9.provisioning.devstack;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.CloudSimBuilder;
import io.beta9.provisioning.cloudsim.WholeCloud;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The simulated cloud of the demo: one account with a role to enter it by. */
public final class DemoCloud implements AutoCloseable {
  public static final String ACCOUNT = "123456789012";
  public static final String REGION = "us-east-1";
  private static final String PROVIDER_ACCOUNT = "999999999999";
  private static final String KEY = "AKIADEMODEMODEMODEMO";
  private static final String JUDGE_KEY = "AKIAJUDGEJUDGEJUDGE1";
  private static final String SECRET = "not-a-secret";

  /** Long enough to be watched, short enough to be waited for. */
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
  private final Remains remains;

  private DemoCloud(CloudSim cloud) {
    this.cloud = cloud;
    this.remains = new Remains(cloud.uri(), REGION, JUDGE_KEY);
  }

  /**
   * Starts it, with what the folder holds, and points this process to it.
   *
   * @param fast whether everything is there at once
   */
  public static DemoCloud start(Path folder, boolean fast) {
    CloudSimBuilder builder = CloudSim.builder().stateFolder(folder).port(port(folder));
    if (!fast) {
      LATENCIES.forEach(builder::latency);
    }
    CloudSim cloud = WholeCloud.start(builder);
    cloud
        .seed()
        .accessKey(KEY, SECRET, PROVIDER_ACCOUNT, "provisioner")
        .accessKey(JUDGE_KEY, SECRET, ACCOUNT, "judge")
        .account(ACCOUNT)
        .role("Beta9Provisioner", PROVIDER_ACCOUNT, "demo-external-id");
    System.setProperty("aws.endpointUrl", cloud.url());
    System.setProperty("aws.accessKeyId", KEY);
    System.setProperty("aws.secretAccessKey", SECRET);
    System.setProperty("aws.region", REGION);
    return new DemoCloud(cloud);
  }

  /**
   * The port of the last start: a Terraform that outlived it finds its cloud again, and what bears
   * the address stays true.
   */
  private static int port(Path folder) {
    Path kept = folder.resolve("port");
    try {
      int port =
          Files.exists(kept) ? Integer.parseInt(Files.readString(kept).strip()) : Ports.any();
      port = Ports.isFree(port) ? port : Ports.any();
      Files.createDirectories(folder);
      Files.writeString(kept, Integer.toString(port));
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException("the simulated cloud's folder is unusable", e);
    }
  }

  public String url() {
    return cloud.url();
  }

  /** The cloud itself: its requests, its inventory, its misfortunes. */
  public CloudSim cloud() {
    return cloud;
  }

  /** The variables by which another process finds this cloud. */
  public Map<String, String> variables() {
    return Map.of(
        "AWS_ENDPOINT_URL", cloud.url(),
        "AWS_ACCESS_KEY_ID", KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET,
        "AWS_REGION", REGION);
  }

  /**
   * What the cloud itself still holds of any environment. As on AWS, a few things are shown for a
   * while after they are gone: they are asked for their state.
   */
  public List<String> leftovers() {
    return existing().stream()
        .filter(resource -> resource.tags().containsKey("beta9:environment-id"))
        .map(TaggedResource::arn)
        .toList();
  }

  /** Everything with tags that is really there. */
  public List<TaggedResource> existing() {
    return cloud.inventory(ACCOUNT, REGION).stream()
        .filter(resource -> !remains.isGone(resource.arn()))
        .toList();
  }

  /** Whether the environment's Beta9 is up and claimed, as the simulated cluster itself sees it. */
  boolean gatewayHealthy(JsonNode environment) {
    return cloud.servesBeta9(
        ACCOUNT, REGION, environment.path("outputs").path("cluster_name").asString());
  }

  @Override
  public void close() {
    cloud.close();
  }
}
