package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.FaultRuleJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a simulated cloud. */
public final class CloudSimBuilder {
  final List<Function<? super Cloud, ? extends AwsService>> services = new ArrayList<>();
  final Map<String, Duration> latencies = new HashMap<>();
  final List<FaultRule> faultRules = new ArrayList<>();
  int port;
  InstantSource clock = InstantSource.system();
  @Nullable Path stateFolder;
  ClusterControlPlanes clusterControlPlanes = new UnreachableClusterControlPlanes();
  boolean kubernetes;

  CloudSimBuilder() {}

  /** A service that needs the cloud around it, or its store. */
  public CloudSimBuilder service(Function<? super Cloud, ? extends AwsService> service) {
    services.add(service);
    return this;
  }

  /** A service that needs nothing. */
  public CloudSimBuilder service(AwsService service) {
    return service((Cloud cloud) -> service);
  }

  /** The port to listen on; any that is free by default. */
  public CloudSimBuilder port(int newPort) {
    this.port = newPort;
    return this;
  }

  /** The cloud's time. */
  public CloudSimBuilder clock(InstantSource newClock) {
    this.clock = newClock;
    return this;
  }

  /** Keeps the state in this folder, and starts from what is there. */
  public CloudSimBuilder stateFolder(Path folder) {
    this.stateFolder = folder;
    return this;
  }

  /** How long things of this kind take, for example {@code rds:instance}. */
  public CloudSimBuilder latency(String kind, Duration time) {
    latencies.put(kind, time);
    return this;
  }

  /** The Kubernetes API servers of simulated clusters; without them clusters have none. */
  public CloudSimBuilder clusterControlPlanes(ClusterControlPlanes planes) {
    this.clusterControlPlanes = planes;
    return this;
  }

  /** Simulated Kubernetes API servers for all clusters. */
  public CloudSimBuilder kubernetes() {
    this.kubernetes = true;
    return this;
  }

  /** Orders that are in force from the start. */
  public CloudSimBuilder faultRules(FaultRule... placed) {
    faultRules.addAll(Arrays.asList(placed));
    return this;
  }

  /** Orders out of a JSON file: an array as {@code POST /_sim/fault-rules} takes it. */
  public CloudSimBuilder faultRules(Path file) {
    faultRules.addAll(FaultRuleJson.read(file));
    return this;
  }

  /** Starts listening. */
  public CloudSim start() {
    return new CloudSim(this);
  }
}
