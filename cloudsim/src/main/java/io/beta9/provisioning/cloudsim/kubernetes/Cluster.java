package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.ClusterPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.api.ApiServer;
import io.beta9.provisioning.cloudsim.kubernetes.api.Authenticator;
import io.beta9.provisioning.cloudsim.kubernetes.api.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.controller.Controllers;
import io.beta9.provisioning.cloudsim.kubernetes.controller.Nodes;
import io.beta9.provisioning.cloudsim.kubernetes.gateway.Programs;
import io.beta9.provisioning.cloudsim.kubernetes.http.WebServer;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One cluster that runs: its API server, and what acts behind it.
 *
 * <p>Its lock is taken first and AWS is asked while it is held. Nobody may wait for it who holds a
 * lock of AWS's; so AWS never calls in here but from a thread of the planes' own.
 */
final class Cluster implements AutoCloseable {
  private final ClusterState state;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Nodes nodes;
  private final Controllers controllers;
  private final WebServer server;

  Cluster(ClusterState state, Cloud cloud, Clock clock, AwsSide aws, Authenticator authenticator)
      throws IOException {
    this.state = state;
    Objects objects = new Objects(state, clock);
    Programs programs = new Programs(objects, cloud, aws, this::settle);
    this.nodes = new Nodes(objects);
    this.controllers =
        new Controllers(
            objects, programs, cloud, aws.loadBalancers(), List.of(programs::keepWorkers));
    ApiServer api = new ApiServer(objects, lock, controllers::settle, authenticator, programs);
    lock.lock();
    try {
      new Furnishing(objects).furnish();
    } finally {
      lock.unlock();
    }
    this.server = WebServer.start(state.identity(), state.port(), api::handle);
    state.listensOn(server.port());
  }

  ClusterPlanes.Endpoint endpoint() {
    return new ClusterPlanes.Endpoint(
        "https://127.0.0.1:" + server.port(), state.identity().authorityBase64());
  }

  void nodes(String group, int desired, String instanceType, Map<String, String> labels) {
    lock.lock();
    try {
      nodes.setGroup(group, desired, instanceType, labels);
      controllers.settle();
    } finally {
      lock.unlock();
    }
  }

  /** Lets everything that time alone brings about happen. */
  void settle() {
    lock.lock();
    try {
      controllers.settle();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
