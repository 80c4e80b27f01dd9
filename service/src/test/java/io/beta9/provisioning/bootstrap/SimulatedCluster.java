package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterTokens;
import io.beta9.provisioning.cloud.aws.EksTokens;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.kubernetes.KubernetesControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.aws.CallerDirectory;
import io.beta9.provisioning.cloudsim.kubernetes.aws.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.aws.EndpointReachability;
import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import io.beta9.provisioning.cloudsim.state.StateStore;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A simulated cluster with nodes and faults that a test controls, and the AWS calls that it needs.
 */
public final class SimulatedCluster implements Cloud, StateStore, FaultConditions, AutoCloseable {
  public static final String KEY = "AKIATESTTESTTESTTEST";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  private final Map<String, Serializable> states = new ConcurrentHashMap<>();
  private final Map<String, String> faults = new ConcurrentHashMap<>();
  final Map<String, Duration> latencies = new ConcurrentHashMap<>();
  final Map<String, LoadBalancers.Request> balancers = new ConcurrentHashMap<>();
  final Set<String> silentHosts = ConcurrentHashMap.newKeySet();
  final Map<String, String> bucketKeys = new ConcurrentHashMap<>();
  private final KubernetesControlPlanes planes;
  private final ClusterControlPlanes.Endpoint endpoint;
  private volatile Function<ClusterCall, Optional<FaultRule.Failure>> calls =
      call -> Optional.empty();
  private volatile String knownKey = KEY;
  volatile Optional<String> pushError = Optional.empty();

  public SimulatedCluster() {
    this(new ClusterSnapshot());
    installAddOns();
  }

  /** Starts a cluster as it was when the snapshot was taken. */
  SimulatedCluster(ClusterSnapshot snapshot) {
    snapshot.restore(states, balancers, bucketKeys);
    this.planes =
        new KubernetesControlPlanes(
            this,
            Clock.systemUTC(),
            new AwsBackend(
                this::callerOf,
                new Balancers(),
                attempt ->
                    attempt.secretAccessKey().equals(bucketKeys.get(attempt.bucket()))
                        ? Optional.empty()
                        : Optional.of("AccessDenied"),
                new Data(),
                EndpointReachability.ALWAYS,
                request -> pushError),
            () -> {});
    this.endpoint =
        planes.start(
            TestInfraModels.ACCOUNT, TestInfraModels.REGION, TestInfraModels.PREFIX, "1.33");
  }

  /** Returns a copy of everything in the cluster. */
  ClusterSnapshot snapshot() {
    return ClusterSnapshot.of(states, balancers, bucketKeys);
  }

  /** Calls a function with every call of the API server and of the gateway from now on. */
  void onCall(Function<ClusterCall, Optional<FaultRule.Failure>> faults) {
    calls = faults;
  }

  @Override
  public Optional<FaultRule.Failure> recordCall(ClusterCall call) {
    return calls.apply(call);
  }

  /** Installs the add-ons of the module, or restores their workloads. */
  void installAddOns() {
    List.of("vpc-cni", "kube-proxy", "coredns", "metrics-server", "aws-ebs-csi-driver")
        .forEach(this::installAddOn);
  }

  /** Installs an add-on, or restores its workloads. */
  public void installAddOn(String addOn) {
    planes.installAddOn(
        TestInfraModels.ACCOUNT,
        TestInfraModels.REGION,
        TestInfraModels.PREFIX,
        addOn,
        "v1.0.0-eksbuild.1");
  }

  /** Adds nodes as the node groups of the module create them. */
  public void nodes(String group, int desired) {
    nodes(group, desired, "m6i.2xlarge");
  }

  void nodes(String group, int desired, String instanceType) {
    nodes(group, desired, instanceType, "1.33");
  }

  /** Adds or replaces nodes, whose kubelets have the given version. */
  public void nodes(String group, int desired, String instanceType, String kubernetesVersion) {
    planes.setNodes(
        TestInfraModels.ACCOUNT,
        TestInfraModels.REGION,
        TestInfraModels.PREFIX,
        new ClusterControlPlanes.NodeGroupNodes(
            group, desired, instanceType, kubernetesVersion, Map.of("beta9.io/pool", group)));
  }

  /** Creates or replaces objects. */
  public void apply(String yaml) {
    try (ClusterAccess access = access()) {
      access
          .client()
          .load(new ByteArrayInputStream(("---\n" + yaml).getBytes(StandardCharsets.UTF_8)))
          .items()
          .forEach(item -> access.client().resource(item).createOr(NonDeletingOperation::update));
    }
  }

  /** Denies access to every caller from now on. */
  public void denyAllCallers() {
    knownKey = "";
  }

  /** Lets watches, and lists of any version, lag behind changes. */
  public void delayWatches(Duration lag) {
    latencies.put("k8s:watch-cache", lag);
  }

  void stop() {
    planes.stop(TestInfraModels.ACCOUNT, TestInfraModels.REGION, TestInfraModels.PREFIX);
  }

  public void injectFault(String condition, String subject) {
    injectFault(condition, subject, "");
  }

  public void injectFault(String condition, String subject, String detail) {
    faults.put(condition + " " + subject, detail);
  }

  public void clearFault(String condition, String subject) {
    faults.remove(condition + " " + subject);
  }

  ClusterAccess.Coordinates coordinates() {
    return new ClusterAccess.Coordinates(
        TestInfraModels.PREFIX,
        TestInfraModels.REGION,
        endpoint.url(),
        endpoint.certificateAuthorityBase64());
  }

  public ClusterAccess access() {
    return access(Clock.systemUTC());
  }

  ClusterAccess access(Clock clock) {
    return new ClusterAccess(coordinates(), tokens(clock), clock);
  }

  private static ClusterTokens tokens(Clock clock) {
    return new EksTokens(credentials(), TestInfraModels.REGION, TestInfraModels.PREFIX, clock);
  }

  public static AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET));
  }

  @Override
  public void close() {
    planes.close();
  }

  @Override
  public StateStore store() {
    return this;
  }

  @Override
  public Duration latency(String kind) {
    return latencies.getOrDefault(kind, Duration.ZERO);
  }

  @Override
  public FaultConditions conditions() {
    return this;
  }

  @Override
  public ClusterControlPlanes clusterControlPlanes() {
    return planes;
  }

  @Override
  public Optional<String> find(String condition, String subject) {
    return Optional.ofNullable(faults.get(condition + " " + subject));
  }

  @Override
  public <T extends Serializable> T getOrCreate(
      Class<T> type, String account, String region, Supplier<? extends T> initial) {
    return type.cast(
        states.computeIfAbsent(
            type.getName() + " " + account + " " + region, unused -> initial.get()));
  }

  @Override
  public <T extends Serializable> List<T> findAll(Class<T> type) {
    List<T> found = new ArrayList<>();
    states.values().stream().filter(type::isInstance).forEach(state -> found.add(type.cast(state)));
    return found;
  }

  private Optional<CallerDirectory.Caller> callerOf(String accessKeyId) {
    return accessKeyId.equals(knownKey)
        ? Optional.of(
            new CallerDirectory.Caller(
                "arn:aws:sts::" + TestInfraModels.ACCOUNT + ":assumed-role/provisioner/x",
                Optional.of(SECRET),
                Optional.empty()))
        : Optional.empty();
  }

  private final class Balancers implements LoadBalancers {
    @Override
    public String create(Request request) {
      balancers.put(request.serviceUid(), request);
      return "a" + request.serviceUid().replace("-", "") + ".elb.us-east-1.amazonaws.com";
    }

    @Override
    public void delete(Request request) {
      balancers.remove(request.serviceUid());
    }
  }

  private final class Data implements DataServices {
    @Override
    public boolean isPostgresReachable(String host) {
      return !silentHosts.contains(host);
    }

    @Override
    public boolean isRedisReachable(String host) {
      return !silentHosts.contains(host);
    }
  }
}
