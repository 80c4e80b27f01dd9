package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.api.ApiServer;
import io.beta9.provisioning.cloudsim.kubernetes.api.Authenticator;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.controller.Controllers;
import io.beta9.provisioning.cloudsim.kubernetes.gateway.Beta9Programs;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpsServer;
import io.beta9.provisioning.cloudsim.kubernetes.node.NodeController;
import io.beta9.provisioning.cloudsim.kubernetes.store.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
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
  private final ObjectStore store;
  private final Runnable onChange;
  private final NodeController nodes;
  private final Beta9Programs programs;
  private final Controllers controllers;
  private final HttpsServer server;
  private long reportedVersion;

  Cluster(
      ClusterState state,
      Cloud cloud,
      InstantSource clock,
      AwsBackend aws,
      Authenticator authenticator,
      Runnable changed)
      throws IOException {
    this.state = state;
    this.store = new ObjectStore(state, clock);
    this.onChange = changed;
    this.programs = new Beta9Programs(store, cloud, aws, this::reconcileAfterChange);
    this.nodes = new NodeController(store);
    this.controllers =
        new Controllers(
            store, programs, cloud, aws.loadBalancers(), List.of(programs::reconcileWorkers));
    ApiServer api = new ApiServer(store, lock, this::reconcileLocked, authenticator, programs);
    lock.lock();
    try {
      new InitialObjects(store).createAll();
    } finally {
      lock.unlock();
    }
    this.server = HttpsServer.start(state.identity(), state.port(), api::handle);
    state.setPort(server.port());
  }

  ClusterControlPlanes.Endpoint endpoint() {
    return new ClusterControlPlanes.Endpoint(
        "https://127.0.0.1:" + server.port(), state.identity().certificateAuthorityBase64());
  }

  void nodes(String group, int desired, String instanceType, Map<String, String> labels) {
    lock.lock();
    try {
      nodes.setNodeGroup(group, desired, instanceType, labels);
      reconcileLocked();
    } finally {
      lock.unlock();
    }
  }

  boolean isServingBeta9() {
    lock.lock();
    try {
      return programs.isServing();
    } finally {
      lock.unlock();
    }
  }

  /** Lets everything that time alone brings about happen. */
  void reconcile() {
    lock.lock();
    try {
      reconcileLocked();
    } finally {
      lock.unlock();
    }
  }

  private void reconcileAfterChange() {
    onChange.run();
    reconcile();
  }

  private void reconcileLocked() {
    controllers.reconcileUntilStable();
    if (store.version() != reportedVersion) {
      reportedVersion = store.version();
      onChange.run();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
