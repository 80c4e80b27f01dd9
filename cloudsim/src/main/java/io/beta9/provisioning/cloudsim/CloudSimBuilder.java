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

/** Configures and starts a simulated cloud. */
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

  /** Adds a service that uses the cloud or its state store. */
  public CloudSimBuilder service(Function<? super Cloud, ? extends AwsService> service) {
    services.add(service);
    return this;
  }

  /** Adds a service without dependencies. */
  public CloudSimBuilder service(AwsService service) {
    return service((Cloud cloud) -> service);
  }

  /** Sets the port to listen on; a free port by default. */
  public CloudSimBuilder port(int newPort) {
    this.port = newPort;
    return this;
  }

  /** Sets the clock of the cloud. */
  public CloudSimBuilder clock(InstantSource newClock) {
    this.clock = newClock;
    return this;
  }

  /** Persists the state in this folder, and starts from the state stored there. */
  public CloudSimBuilder stateFolder(Path folder) {
    this.stateFolder = folder;
    return this;
  }

  /**
   * Sets the duration of a transition, for example {@code rds:instance}; see {@link Cloud#latency}.
   */
  public CloudSimBuilder latency(String kind, Duration time) {
    latencies.put(kind, time);
    return this;
  }

  /**
   * Sets the control planes of simulated clusters; by default nothing answers at their endpoints.
   */
  public CloudSimBuilder clusterControlPlanes(ClusterControlPlanes controlPlanes) {
    this.clusterControlPlanes = controlPlanes;
    return this;
  }

  /** Runs a simulated Kubernetes API server for each cluster. */
  public CloudSimBuilder kubernetes() {
    this.kubernetes = true;
    return this;
  }

  /** Adds fault rules that are active from the start. */
  public CloudSimBuilder faultRules(FaultRule... rules) {
    faultRules.addAll(Arrays.asList(rules));
    return this;
  }

  /** Adds fault rules from a JSON file: an array as accepted by {@code POST /_sim/fault-rules}. */
  public CloudSimBuilder faultRules(Path file) {
    faultRules.addAll(FaultRuleJson.read(file));
    return this;
  }

  /** Starts the cloud. */
  public CloudSim start() {
    return new CloudSim(this);
  }
}
