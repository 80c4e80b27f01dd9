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
import java.time.InstantSource;
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
  private final Objects objects;
  private final Runnable changed;
  private final Nodes nodes;
  private final Programs programs;
  private final Controllers controllers;
  private final WebServer server;
  private long told;

  Cluster(
      ClusterState state,
      Cloud cloud,
      InstantSource clock,
      AwsSide aws,
      Authenticator authenticator,
      Runnable changed)
      throws IOException {
    this.state = state;
    this.objects = new Objects(state, clock);
    this.changed = changed;
    this.programs = new Programs(objects, cloud, aws, this::settleAfterChange);
    this.nodes = new Nodes(objects);
    this.controllers =
        new Controllers(
            objects, programs, cloud, aws.loadBalancers(), List.of(programs::keepWorkers));
    ApiServer api = new ApiServer(objects, lock, this::settleHeld, authenticator, programs);
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
      settleHeld();
    } finally {
      lock.unlock();
    }
  }

  boolean servesBeta9() {
    lock.lock();
    try {
      return programs.isServing();
    } finally {
      lock.unlock();
    }
  }

  /** Lets everything that time alone brings about happen. */
  void settle() {
    lock.lock();
    try {
      settleHeld();
    } finally {
      lock.unlock();
    }
  }

  private void settleAfterChange() {
    changed.run();
    settle();
  }

  private void settleHeld() {
    controllers.settle();
    if (objects.version() != told) {
      told = objects.version();
      changed.run();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
